package sockopt

import (
	"encoding/hex"
	"strings"
	"testing"
)

// TestStructSizes compares with the sizes of the kernel's structures in C on a 64-bit machine.
func TestStructSizes(t *testing.T) {
	wide(t)
	for name, want := range map[string]int{
		"SCTP_RTOINFO": 16, "SCTP_ASSOCINFO": 20, "SCTP_INITMSG": 8, "SCTP_SET_PEER_PRIMARY_ADDR": 132, "SCTP_PRIMARY_ADDR": 132,
		"SCTP_PEER_ADDR_PARAMS": 156, "SCTP_DEFAULT_SEND_PARAM": 32, "SCTP_EVENTS": 14, "SCTP_STATUS": 176, "SCTP_GET_PEER_ADDR_INFO": 152,
		"SCTP_DELAYED_SACK": 12, "SCTP_CONTEXT": 8, "SCTP_AUTH_ACTIVE_KEY": 8, "SCTP_PEER_ADDR_THLDS": 144, "SCTP_PEER_ADDR_THLDS_V2": 144,
		"SCTP_DEFAULT_SNDINFO": 16, "SCTP_SOCKOPT_PEELOFF": 8, "SCTP_SOCKOPT_PEELOFF_FLAGS": 12, "SCTP_GET_ASSOC_STATS": 256,
		"SCTP_DEFAULT_PRINFO": 12, "SCTP_PR_STREAM_STATUS": 24, "SCTP_ADD_STREAMS": 8, "SCTP_STREAM_SCHEDULER_VALUE": 8, "SCTP_EVENT": 8,
		"SCTP_REMOTE_UDP_ENCAPS_PORT": 144, "SCTP_PLPMTUD_PROBE_INTERVAL": 144, "XDP_STATISTICS": 48, "XDP_UMEM_REG": 32,
		"XDP_MMAP_OFFSETS": 128, "CAN_ISOTP_OPTS": 12, "CAN_ISOTP_RECV_FC": 3, "CAN_ISOTP_LL_OPTS": 3, "TIPC_GROUP_JOIN": 16,
		"PACKET_ROLLOVER_STATS": 24, "TCP_ZEROCOPY_RECEIVE": 64, "IPV6_FLOWLABEL_MGR": 32, "IPV6_PATHMTU": 32, "TCP_REPAIR_WINDOW": 20,
		"MCAST_JOIN_GROUP": 136, "MCAST_JOIN_SOURCE_GROUP": 264, "TCP_MD5SIG": 216, "PACKET_ADD_MEMBERSHIP": 16, "SO_RCVTIMEO": 16,
	} {
		o, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Kind.Room(); got != want {
			t.Errorf("%s has %d bytes, want %d", name, got, want)
		}
		if k, ok := o.Kind.(*form); ok && k.raw != nil && k.raw.Room() != want {
			t.Errorf("the fields of %s have %d bytes, want %d", name, k.raw.Room(), want)
		}
	}
}

func TestStructFields(t *testing.T) {
	wide(t)
	for _, c := range []struct{ typed, bytes, printed string }{
		{"SCTP_RTOINFO=0,3000,60000,1000", "00000000<b80b0000><60ea0000><e8030000>", "srto_assoc_id=0,srto_initial=3000,srto_max=60000,srto_min=1000"},
		{"SCTP_RTOINFO=srto_max=5", "0000000000000000<05000000>00000000", "srto_assoc_id=0,srto_initial=0,srto_max=5,srto_min=0"},
		{"SCTP_HMAC_IDENT=2,3,1", "<02000000><0300><0100>", "shmac_num_idents=2,shmac_idents=3,shmac_idents=1"},
		{"SCTP_AUTH_KEY=sca_keynumber=1,sca_keylength=2,sca_key=0x61,sca_key=0x62", "00000000<0100><0200>6162", "sca_assoc_id=0,sca_keynumber=1,sca_keylength=2,sca_key=97,sca_key=98"},
		{"SCTP_EVENT=0,0x8001,1", "00000000<0180>0100", "se_assoc_id=0,se_type=32769,se_on=1"},
		{"SCTP_REMOTE_UDP_ENCAPS_PORT=sue_port=9899", zeros(136) + "26ab" + zeros(6), "sue_assoc_id=0,sue_address=hex:" + zeros(128) + ",sue_port=9899"},
		{"TCP_REPAIR_OPTIONS=2,1460,3,7", "<02000000><b4050000><03000000><07000000>", "opt_code=2,opt_val=1460,opt=3,opt=7"},
		{"CAN_ISOTP_RECV_FC=15,0,0", "0f0000", "bs=15,stmin=0,wftmax=0"},
	} {
		c.bytes = here(c.bytes)
		s, err := ParseSetting(c.typed, village{})
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		if got := hex.EncodeToString(s.Bytes); got != c.bytes {
			t.Errorf("%s: %s, want %s", c.typed, got, c.bytes)
		}
		if text := s.Option.Format(s.Bytes, village{}); !strings.HasPrefix(text, c.printed) {
			t.Errorf("%s prints %s, want %s", c.typed, text, c.printed)
		}
	}
}

// TestStructCut: a structure that can be set prints every byte; one that only the kernel fills prints the fields it has.
func TestStructCut(t *testing.T) {
	for _, c := range []struct{ name, bytes, printed string }{
		{"TCP_REPAIR_WINDOW", "<01000000><02000000>", "snd_wl1=1,snd_wnd=2"},
		{"TCP_REPAIR_WINDOW", "010101d7e2", "hex:010101d7e2"},
		{"TCP_REPAIR_WINDOW", zeros(20) + "07", "hex:" + zeros(20) + "07"},
		{"SO_MEMINFO", "<01000000>05", "rmem_alloc=1"},
		{"TCP_INFO", "010203", "tcpi_state=TCP_ESTABLISHED,tcpi_ca_state=TCP_CA_CWR,tcpi_retransmits=3"},
		{"TCP_INFO", "01020304050000000000", "tcpi_state=TCP_ESTABLISHED,tcpi_ca_state=TCP_CA_CWR,tcpi_retransmits=3,tcpi_probes=4,tcpi_backoff=5," +
			"tcpi_options=0,tcpi_snd_wscale=0,tcpi_rcv_wscale=0,tcpi_delivery_rate_app_limited=0,tcpi_fastopen_client_fail=0"},
	} {
		o, err := Lookup(c.name)
		value, hexErr := hex.DecodeString(here(c.bytes))
		if err != nil || hexErr != nil {
			t.Fatal(err, hexErr)
		}
		if text := o.Format(value, village{}); text != c.printed {
			t.Errorf("%s %x prints %s, want %s", c.name, value, text, c.printed)
		}
	}
}
