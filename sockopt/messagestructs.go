package sockopt

import "strings"

// The structures of control messages.
var (
	InPktinfo = &record{
		name: "in_pktinfo", takes: "ADDR[@IF], like 192.0.2.1@eth0 or @lo, or ifindex=IF,spec_dst=ADDR,addr=ADDR",
		parts: []part{{"ifindex", IfIndex, false}, {"spec_dst", InAddr, false}, {"addr", InAddr, false}},
		short: func(s string) string { return addrAt(s, "spec_dst") },
	}
	In6Pktinfo = &record{
		name: "in6_pktinfo", takes: "ADDR[@IF], like fe80::1@eth0 or @lo, or addr=ADDR,ifindex=IF",
		parts: []part{{"addr", In6Addr, false}, {"ifindex", IfIndex, false}},
		short: func(s string) string { return addrAt(s, "addr") },
	}
	MTUInfo6 = &record{
		name: "ip6_mtuinfo", takes: "addr=ADDRESS,mtu=N",
		parts: []part{{"addr", SockaddrIn6, false}, {"mtu", U32, false}},
	}

	flowlabelReq = &askKind{flowlabel, askFields, "", "flr_action=get", "the fields to begin with, or hex:..."}
	flowlabel    = &record{
		name: "in6_flowlabel_req", takes: "flr_dst=ADDR,flr_label=N,flr_action=get|put|renew,flr_share=WORD,flr_flags=WORDS,flr_expires=N,flr_linger=N, any of them",
		parts: []part{
			{"flr_dst", In6Addr, false},
			{"flr_label", Flowinfo, false},
			{"flr_action", labelAction, false},
			{"flr_share", labelShare, false},
			{"flr_flags", labelFlags, false},
			{"flr_expires", U16, false},
			{"flr_linger", U16, false},
			{"", pad4, false},
		},
	}

	// Stamps has three times. The kernel stopped filling in the second.
	Stamps = &record{
		name: "scm_timestamping", takes: takesStamps,
		parts: []part{{"software", StampNanos, false}, {"deprecated", StampNanos, true}, {"hardware", StampNanos, true}},
	}
	StampsNew = &record{
		name: "scm_timestamping", takes: takesStamps,
		parts: []part{{"software", StampNanosNew, false}, {"deprecated", StampNanosNew, true}, {"hardware", StampNanosNew, true}},
	}

	StampPktinfo = &record{
		name: "scm_ts_pktinfo", takes: "if_index=N,pkt_length=N",
		parts: []part{{"if_index", U32, false}, {"pkt_length", U32, false}, {"", pad8, false}},
	}
	Dmabuf = &record{
		name: "dmabuf_cmsg", takes: "frag_offset=N,frag_size=N,frag_token=N,dmabuf_id=N,flags=N",
		parts: []part{
			{"frag_offset", U64, false},
			{"frag_size", U32, false},
			{"frag_token", U32, false},
			{"dmabuf_id", U32, false},
			{"flags", U32, false},
		},
	}
	Auxdata = &record{
		name: "tpacket_auxdata", takes: "status=BITS,len=N,snaplen=N,mac=N,net=N,vlan_tci=N,vlan_tpid=N",
		parts: []part{
			{"status", packetStatus, false},
			{"len", U32, false},
			{"snaplen", U32, false},
			{"mac", U16, false},
			{"net", U16, false},
			{"vlan_tci", U16, true},
			{"vlan_tpid", U16, true},
		},
	}
	NetlinkPktinfo = &record{name: "nl_pktinfo", takes: "group=N", parts: []part{{"group", U32, false}}}
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
	SCTPInit = &record{
		name: "sctp_initmsg", takes: "num_ostreams=N,max_instreams=N,max_attempts=N,max_init_timeo=N",
		parts: []part{
			{"num_ostreams", U16, false}, {"max_instreams", U16, false}, {"max_attempts", U16, false}, {"max_init_timeo", U16, false},
		},
	}
	SCTPSndrcv = &record{
		name: "sctp_sndrcvinfo", takes: "stream=N,flags=BITS,ppid=N,context=N,timetolive=N,assoc_id=N, any of them",
		parts: []part{
			{"stream", U16, false},
			{"ssn", U16, false},
			{"flags", sctpFlags, false},
			{"", pad2, false},
			{"ppid", ppid, false},
			{"context", U32, false},
			{"timetolive", U32, false},
			{"tsn", U32, false},
			{"cumtsn", U32, false},
			{"assoc_id", U32, false},
		},
	}
	SCTPSnd = &record{
		name: "sctp_sndinfo", takes: "sid=N,flags=BITS,ppid=N,context=N,assoc_id=N, any of them",
		parts: []part{
			{"sid", U16, false},
			{"flags", sctpFlags, false},
			{"ppid", ppid, false},
			{"context", U32, false},
			{"assoc_id", U32, false},
		},
	}
	SCTPRcv = &record{
		name: "sctp_rcvinfo", takes: "sid=N,ssn=N,flags=BITS,ppid=N,tsn=N,cumtsn=N,context=N,assoc_id=N",
		parts: []part{
			{"sid", U16, false},
			{"ssn", U16, false},
			{"flags", sctpFlags, false},
			{"", pad2, false},
			{"ppid", ppid, false},
			{"tsn", U32, false},
			{"cumtsn", U32, false},
			{"context", U32, false},
			{"assoc_id", U32, false},
		},
	}
	SCTPNxt = &record{
		name: "sctp_nxtinfo", takes: "sid=N,flags=BITS,ppid=N,length=N,assoc_id=N",
		parts: []part{
			{"sid", U16, false},
			{"flags", sctpFlags, false},
			{"ppid", ppid, false},
			{"length", U32, false},
			{"assoc_id", U32, false},
		},
	}
	SCTPPr = &record{
		name: "sctp_prinfo", takes: "policy=NAME,value=N, the policy one of none, ttl, rtx, prio",
		parts: []part{{"policy", sctpPolicy, false}, {"", pad2, false}, {"value", U32, false}},
	}
	SCTPAuth = &record{name: "sctp_authinfo", takes: "keynumber=N", parts: []part{{"keynumber", U16, false}}}
)

// The structures of TIPC.
var (
	TIPCErr  = &record{name: "tipc_errinfo", takes: "error=N,length=N", parts: []part{{"error", U32, false}, {"length", U32, false}}}
	TIPCName = &record{name: "tipc_destname", takes: "type=N,lower=N,upper=N", parts: []part{{"type", U32, false}, {"lower", U32, false}, {"upper", U32, false}}}
)
