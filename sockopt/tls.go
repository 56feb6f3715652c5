package sockopt

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// tlsCrypto is struct tls_crypto_info and the data of the cipher, whose length depends on the cipher.
type tlsCrypto struct{}

// A tlsCipher is a cipher of the kernel's TLS with the sizes of its IV, key and salt. The sequence number of a record
// has the same size in all of them.
type tlsCipher struct {
	name          string
	number        int64
	iv, key, salt int
}

const (
	sizeofTLSInfo   = 4
	sizeofRecordSeq = 8
)

var tlsCiphers = [...]tlsCipher{
	{"AES_GCM_128", 51, 8, 16, 4},
	{"AES_GCM_256", 52, 8, 32, 4},
	{"AES_CCM_128", 53, 8, 16, 4},
	{"CHACHA20_POLY1305", 54, 12, 32, 0},
	{"SM4_GCM", 55, 8, 16, 4},
	{"SM4_CCM", 56, 8, 16, 4},
	{"ARIA_GCM_128", 57, 8, 16, 4},
	{"ARIA_GCM_256", 58, 8, 32, 4},
}

var tlsVersion = &number{"uint16", 2, false, things, &words{prefix: "TLS_", style: full, list: []word{{"1_2_VERSION", 0x303}, {"1_3_VERSION", 0x304}}}}

func (tlsCrypto) Name() string { return "tls_crypto_info" }
func (tlsCrypto) Room() int    { return sizeofTLSInfo }

func (tlsCrypto) Takes() string {
	return "version=TLS_1_2_VERSION,cipher_type=TLS_CIPHER_AES_GCM_128,iv=HEX,key=HEX,salt=HEX,rec_seq=HEX, or bytes as hex:..., str:... or @file"
}

// fields returns the structure of a cipher. For an unknown cipher it has only the first two fields.
func (tlsCrypto) fields(cipher uint64) *record {
	names := make([]word, len(tlsCiphers))
	for i, c := range tlsCiphers {
		names[i] = word{c.name, c.number}
	}
	k := &record{name: "tls_crypto_info", parts: []part{
		{"version", tlsVersion, false},
		{"cipher_type", &number{"uint16", 2, false, things, &words{prefix: "TLS_CIPHER_", style: full, list: names}}, false},
	}}
	for _, c := range tlsCiphers {
		if uint64(c.number) != cipher {
			continue
		}
		k.parts = append(k.parts, part{"iv", digits(c.iv), false}, part{"key", digits(c.key), false})
		if c.salt > 0 {
			k.parts = append(k.parts, part{"salt", digits(c.salt), false})
		}
		k.parts = append(k.parts, part{"rec_seq", digits(sizeofRecordSeq), false})
	}
	return k
}

// digits returns a kind for n bytes as pairs of hexadecimal digits.
func digits(n int) Kind {
	return &form{
		name: "bytes", takes: fmt.Sprintf("%d pairs of hexadecimal digits", n), room: n,
		parse: func(s string, _ World) (Value, error) {
			b, err := hex.DecodeString(s)
			if err != nil || len(b) != n {
				return Value{}, fmt.Errorf("not %d pairs of hexadecimal digits", n)
			}
			return Value{Bytes: b}, nil
		},
		format: func(b []byte, _ World) (string, bool) { return hex.EncodeToString(b), len(b) == n },
	}
}

func (k tlsCrypto) Parse(text string, w World) (Value, error) {
	if v, err := parseRaw(text, w); err == nil {
		return v, nil
	}
	cipher := uint64(0)
	for i, one := range strings.Split(text, ",") {
		name, value, named := strings.Cut(one, "=")
		if named && name != "cipher_type" || !named && i != 1 {
			continue
		}
		if !named {
			value = one
		}
		v, err := k.fields(0).parts[1].parse(value, w)
		if err != nil {
			return Value{}, err
		}
		cipher = uint64(native.Uint16(v))
	}
	return k.fields(cipher).Parse(text, w)
}

func (k tlsCrypto) of(b []byte) (*record, bool) {
	if len(b) < sizeofTLSInfo {
		return nil, false
	}
	r := k.fields(uint64(native.Uint16(b[2:])))
	if len(b) == sizeofTLSInfo { // the first two fields of any cipher
		r.parts = r.parts[:2]
	}
	return r, true
}

func (k tlsCrypto) Format(b []byte, w World) (string, bool) {
	r, ok := k.of(b)
	if !ok {
		return "", false
	}
	text, ok := r.Format(b, w)
	if !ok || len(b) > sizeofTLSInfo {
		return text, ok
	}
	return text, r.Room() == k.fields(uint64(native.Uint16(b[2:]))).Room() // otherwise it would parse as a longer one
}

func (k tlsCrypto) JSON(b []byte, w World) any {
	r, _ := k.of(b)
	return r.JSON(b, w)
}

// whole returns the query for as many bytes as the cipher in the answer has.
func (k tlsCrypto) whole(answer []byte) (q Query, more bool) {
	if len(answer) != sizeofTLSInfo {
		return q, false
	}
	q.Buf = make([]byte, k.fields(uint64(native.Uint16(answer[2:]))).Room())
	return q, len(q.Buf) > sizeofTLSInfo
}
