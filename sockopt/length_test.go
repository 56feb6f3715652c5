package sockopt

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
)

// TestTLSLength checks the buffer sizes for ciphers. The kernel accepts only the exact size, which the first four bytes
// decide. The sizes are from <linux/tls.h>.
func TestTLSLength(t *testing.T) {
	q, err := ParseQuery("TLS_TX", nil)
	if err != nil || len(q.Buf) != 4 || q.Next == nil {
		t.Fatalf("%+v, %v", q, err)
	}
	for cipher, size := range map[uint64]int{51: 40, 52: 56, 53: 40, 54: 56, 55: 40, 56: 40, 57: 40, 58: 56, 99: 0} {
		next, more := q.Next(append(U16.bytes(0x304), U16.bytes(cipher)...))
		if more != (size > 0) || more && len(next.Buf) != size {
			t.Errorf("cipher %d: %d bytes, %v, want %d", cipher, len(next.Buf), more, size)
		}
	}
	if _, more := q.Next([]byte{1}); more {
		t.Error("a byte selects a cipher")
	}
}

func TestTLSFields(t *testing.T) {
	iv, key, salt, seq := strings.Repeat("01", 8), strings.Repeat("02", 16), strings.Repeat("03", 4), strings.Repeat("04", 8)
	named := "version=TLS_1_3_VERSION,cipher_type=TLS_CIPHER_AES_GCM_128,iv=" + iv + ",key=" + key + ",salt=" + salt + ",rec_seq=" + seq
	for _, typed := range []string{
		named, "0x304,51," + iv + "," + key + "," + salt + "," + seq, here("hex:<0403><3300>") + iv + key + salt + seq,
		"key=" + key + ",rec_seq=" + seq + ",iv=" + iv + ",cipher_type=aes_gcm_128,salt=" + salt + ",version=0x304",
	} {
		s, err := ParseSetting("TLS_RX="+typed, nil)
		if err != nil || hex.EncodeToString(s.Bytes) != here("<0403><3300>")+iv+key+salt+seq {
			t.Errorf("%s: %x, %v", typed, s.Bytes, err)
			continue
		}
		if text := s.Option.Format(s.Bytes, nil); text != named {
			t.Errorf("%s prints %s", typed, text)
		}
	}
	o, _ := Lookup("TLS_RX")
	if got, _ := json.Marshal(o.JSON(append(U16.bytes(0x304), U16.bytes(51)...), nil)); string(got) != here(`"hex:<0403><3300>"`) {
		t.Errorf("the first fields are %s", got)
	}
	for _, typed := range []string{"version=1,cipher_type=51,iv=01", "cipher_type=x", "1,99,2", "nothing"} {
		if s, err := ParseSetting("TLS_RX="+typed, nil); err == nil {
			t.Errorf("%s is %x", typed, s.Bytes)
		}
	}
}

// TestSubflowLength checks that the second query is made from the first answer.
func TestSubflowLength(t *testing.T) {
	for _, c := range []struct{ option, answer, question string }{
		{"MPTCP_TCPINFO", "<10000000>" + "<02000000>" + "<08000000>" + "00000000", "<10000000>" + "00000000" + "00000000" + "<08000000>" + zeros(16)},
		{"MPTCP_TCPINFO", "<10000000>" + "00000000" + "<18010000>" + "00000000", ""},
		{"MPTCP_SUBFLOW_ADDRS", "<10000000>" + "ffffffff" + "ffffffff" + "00000000", ""},
		{"MPTCP_SUBFLOW_ADDRS", "10", ""},
		{"MPTCP_FULL_INFO", "<08000000>" + "00000000" + "<04000000>" + "00000000" + "<02000000>" + zeros(20), "00000000" + "<08000000>" + "00000000" + "<04000000>" + "00000000" + "<02000000>" + zeros(272)},
		{"MPTCP_FULL_INFO", zeros(39), ""},
		{"IP_MSFILTER=232.1.1.1@127.0.0.1", "e80101017f000001<01000000><02000000>", "e80101017f00000100000000<02000000>" + zeros(8)},
		{"IP_MSFILTER=232.1.1.1@127.0.0.1", "e80101017f000001<01000000>ffffffff", ""},
	} {
		q, err := ParseQuery(c.option, village{})
		if err != nil {
			t.Fatal(err)
		}
		c.answer, c.question = here(c.answer), here(c.question)
		answer, _ := hex.DecodeString(c.answer)
		next, more := q.Next(answer)
		if more != (c.question != "") || more && hex.EncodeToString(next.Buf) != c.question {
			t.Errorf("%s after %s: %x, %v, want %s", c.option, c.answer, next.Buf, more, c.question)
		}
	}
}

// TestFullInfo checks that a structure with two arrays after it is split, and that other bytes are not.
func TestFullInfo(t *testing.T) {
	head := "<01000000>" + "<01000000>" + "<84000000>" + "<04000000>" + "<02000000>" + "<02000000>" + zeros(16)
	o, _ := Lookup("MPTCP_FULL_INFO")
	for _, c := range []struct{ bytes, text string }{
		{head + "05" + "<07000000>" + "<08000000>" + "0a" + "01", "mptcpi_subflows=5;tcpi_state=TCP_LISTEN;tcpi_state=TCP_ESTABLISHED"},
		{head + "<07000000>" + "<08000000>" + "0a", "hex:"},
		{zeros(16) + "ffffffff" + "ffffffff" + zeros(16), "hex:"},
		{zeros(12), "hex:"},
	} {
		b, _ := hex.DecodeString(here(c.bytes))
		if text := o.Format(b, village{}); !strings.HasSuffix(text, c.text) && c.text != "hex:" || c.text == "hex:" && !strings.HasPrefix(text, c.text) {
			t.Errorf("%s is %s, want %s", c.bytes, text, c.text)
		}
		if _, err := json.Marshal(o.JSON(b, village{})); err != nil {
			t.Error(err)
		}
	}
}
