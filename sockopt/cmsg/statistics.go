package cmsg

import (
	"encoding/hex"

	"sock/sockopt"
)

// tcpStatistics has netlink attributes: length, type and value, padded to four bytes.
var tcpStatistics = &report{"tcp_nla", 512, statMembers}

func statMembers(b []byte, _ sockopt.World) (list []member, ok bool) {
	for len(b) >= 4 {
		n, typ := int(native.Uint16(b)), int(native.Uint16(b[2:]))
		if n < 4 || n > len(b) {
			return nil, false
		}
		switch {
		case typ > 0 && typ < len(tcpStats) && n > 4 && n <= 4+8:
			list = append(list, numbered(tcpStats[typ], unsigned(b[4:n])))
		case n > 4: // not padding
			list = append(list, member{"nla_" + numbered("", uint64(typ)).text, "hex:" + hex.EncodeToString(b[4:n]), false})
		}
		b = b[min((n+3)&^3, len(b)):]
	}
	return list, len(b) == 0 && len(list) > 0
}

// tcpStats has the attributes TCP_NLA_* from 1 on. The first is padding.
var tcpStats = [...]string{
	1: "busy", "rwnd_limited", "sndbuf_limited", "data_segs_out", "total_retrans", "pacing_rate", "delivery_rate",
	"snd_cwnd", "reordering", "min_rtt", "recur_retrans", "delivery_rate_app_lmt", "sndq_size", "ca_state",
	"snd_ssthresh", "delivered", "delivered_ce", "bytes_sent", "bytes_retrans", "dsack_dups", "reord_seen",
	"srtt", "timeout_rehash", "bytes_notsent", "edt", "ttl",
}
