package sockopt

import "strings"

// The structures of control messages.
var (
	inPktinfo = &record{
		name: "in_pktinfo", takes: "ADDR[@IF], like 192.0.2.1@eth0 or @lo, or ifindex=IF,spec_dst=ADDR,addr=ADDR",
		parts: []part{{"ifindex", ifindex, false}, {"spec_dst", inAddr, false}, {"addr", inAddr, false}},
		short: func(s string) string { return addrAt(s, "spec_dst") },
	}
	in6Pktinfo = &record{
		name: "in6_pktinfo", takes: "ADDR[@IF], like fe80::1@eth0 or @lo, or addr=ADDR,ifindex=IF",
		parts: []part{{"addr", in6Addr, false}, {"ifindex", ifindex, false}},
		short: func(s string) string { return addrAt(s, "addr") },
	}
	mtuinfo6 = &record{
		name: "ip6_mtuinfo", takes: "addr=ADDRESS,mtu=N",
		parts: []part{{"addr", sockaddrIn6, false}, {"mtu", u32, false}},
	}

	flowlabelReq = &askKind{flowlabel, askFields, "", "flr_action=get", "the fields to begin with, or hex:..."}
	flowlabel    = &record{
		name: "in6_flowlabel_req", takes: "flr_dst=ADDR,flr_label=N,flr_action=get|put|renew,flr_share=WORD,flr_flags=WORDS,flr_expires=N,flr_linger=N, any of them",
		parts: []part{
			{"flr_dst", in6Addr, false},
			{"flr_label", flowinfo, false},
			{"flr_action", labelAction, false},
			{"flr_share", labelShare, false},
			{"flr_flags", labelFlags, false},
			{"flr_expires", u16, false},
			{"flr_linger", u16, false},
			{"", pad4, false},
		},
	}

	// The kernel stopped filling in the second of the three.
	stamps = &record{
		name: "scm_timestamping", takes: takesStamps,
		parts: []part{{"software", stampNanos, false}, {"deprecated", stampNanos, true}, {"hardware", stampNanos, true}},
	}
	stampsNew = &record{
		name: "scm_timestamping", takes: takesStamps,
		parts: []part{{"software", stampNanosNew, false}, {"deprecated", stampNanosNew, true}, {"hardware", stampNanosNew, true}},
	}

	stampPktinfo = &record{
		name: "scm_ts_pktinfo", takes: "if_index=N,pkt_length=N",
		parts: []part{{"if_index", u32, false}, {"pkt_length", u32, false}, {"", pad8, false}},
	}
	dmabuf = &record{
		name: "dmabuf_cmsg", takes: "frag_offset=N,frag_size=N,frag_token=N,dmabuf_id=N,flags=N",
		parts: []part{
			{"frag_offset", u64, false},
			{"frag_size", u32, false},
			{"frag_token", u32, false},
			{"dmabuf_id", u32, false},
			{"flags", u32, false},
		},
	}
	auxdata = &record{
		name: "tpacket_auxdata", takes: "status=BITS,len=N,snaplen=N,mac=N,net=N,vlan_tci=N,vlan_tpid=N",
		parts: []part{
			{"status", packetStatus, false},
			{"len", u32, false},
			{"snaplen", u32, false},
			{"mac", u16, false},
			{"net", u16, false},
			{"vlan_tci", u16, true},
			{"vlan_tpid", u16, true},
		},
	}
	nlPktinfo = &record{name: "nl_pktinfo", takes: "group=N", parts: []part{{"group", u32, false}}}
)

// askFields returns a query that starts with the fields of the structure. Missing fields are zero.
func askFields(k Kind, text string, w World) (Query, error) {
	switch {
	case isRaw(text):
		return queryBuffer(text, w)
	case text == "":
		return Query{Buf: make([]byte, k.Room())}, nil
	}
	v, err := k.Parse(text, w)
	return Query{Buf: append(v.Bytes, make([]byte, max(0, k.Room()-len(v.Bytes)))...)}, err
}

// addrAt converts ADDR[@IF] to fields. Either part may be missing; it is zero then.
func addrAt(s, addr string) string {
	a, dev, found := strings.Cut(s, "@")
	switch {
	case a == "" && found:
		return "ifindex=" + dev
	case !found:
		return addr + "=" + a
	}
	return addr + "=" + a + ",ifindex=" + dev
}

const takesStamps = "software=SECONDS,hardware=SECONDS"

// The structures of SCTP. All but the first begin with the stream number.
var (
	sctpInit = &record{
		name: "sctp_initmsg", takes: "num_ostreams=N,max_instreams=N,max_attempts=N,max_init_timeo=N",
		parts: []part{
			{"num_ostreams", u16, false}, {"max_instreams", u16, false}, {"max_attempts", u16, false}, {"max_init_timeo", u16, false},
		},
	}
	sctpSndrcv = &record{
		name: "sctp_sndrcvinfo", takes: "stream=N,flags=BITS,ppid=N,context=N,timetolive=N,assoc_id=N, any of them",
		parts: []part{
			{"stream", u16, false},
			{"ssn", u16, false},
			{"flags", sctpFlags, false},
			{"", pad2, false},
			{"ppid", ppid, false},
			{"context", u32, false},
			{"timetolive", u32, false},
			{"tsn", u32, false},
			{"cumtsn", u32, false},
			{"assoc_id", u32, false},
		},
	}
	sctpSnd = &record{
		name: "sctp_sndinfo", takes: "sid=N,flags=BITS,ppid=N,context=N,assoc_id=N, any of them",
		parts: []part{
			{"sid", u16, false},
			{"flags", sctpFlags, false},
			{"ppid", ppid, false},
			{"context", u32, false},
			{"assoc_id", u32, false},
		},
	}
	sctpRcv = &record{
		name: "sctp_rcvinfo", takes: "sid=N,ssn=N,flags=BITS,ppid=N,tsn=N,cumtsn=N,context=N,assoc_id=N",
		parts: []part{
			{"sid", u16, false},
			{"ssn", u16, false},
			{"flags", sctpFlags, false},
			{"", pad2, false},
			{"ppid", ppid, false},
			{"tsn", u32, false},
			{"cumtsn", u32, false},
			{"context", u32, false},
			{"assoc_id", u32, false},
		},
	}
	sctpNxt = &record{
		name: "sctp_nxtinfo", takes: "sid=N,flags=BITS,ppid=N,length=N,assoc_id=N",
		parts: []part{
			{"sid", u16, false},
			{"flags", sctpFlags, false},
			{"ppid", ppid, false},
			{"length", u32, false},
			{"assoc_id", u32, false},
		},
	}
	sctpPr = &record{
		name: "sctp_prinfo", takes: "policy=NAME,value=N, the policy one of none, ttl, rtx, prio",
		parts: []part{{"policy", sctpPolicy, false}, {"", pad2, false}, {"value", u32, false}},
	}
	sctpAuth = &record{name: "sctp_authinfo", takes: "keynumber=N", parts: []part{{"keynumber", u16, false}}}
)

var (
	tipcErr  = &record{name: "tipc_errinfo", takes: "error=N,length=N", parts: []part{{"error", u32, false}, {"length", u32, false}}}
	tipcName = &record{name: "tipc_destname", takes: "type=N,lower=N,upper=N", parts: []part{{"type", u32, false}, {"lower", u32, false}, {"upper", u32, false}}}
)

// tcpStatistics has netlink attributes: length, type and value, padded to four bytes.
var tcpStatistics = &report{"tcp_nla", 512, statMembers}

func statMembers(b []byte, _ World) (list []member, ok bool) {
	for len(b) >= 4 {
		n, typ := int(native.Uint16(b)), int(native.Uint16(b[2:]))
		if n < 4 || n > len(b) {
			return nil, false
		}
		switch {
		case typ > 0 && typ < len(tcpStats) && n > 4 && n <= 4+8:
			k := number{size: int8(n - 4)}
			v, _ := k.value(b[4:n])
			list = append(list, numbered(tcpStats[typ], v))
		case n > 4: // not padding
			list = append(list, member{"nla_" + numbered("", uint64(typ)).text, hexText(b[4:n]), false})
		}
		b = b[min((n+3)&^3, len(b)):]
	}
	return list, len(b) == 0 && len(list) > 0
}
