package show

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"sock/internal/xlat"
)

// line is the object of the json format. The order of its fields is part of the contract.
type line struct {
	Time    string   `json:"time"`
	Call    string   `json:"call"`
	From    *string  `json:"from"`
	Len     int      `json:"len"`
	Flags   []string `json:"flags"`
	Control []string `json:"control"`
	Data    *string  `json:"data,omitempty"`
	Base64  []byte   `json:"data_base64,omitempty"` // instead of data, if that is not UTF-8
	EOF     bool     `json:"eof"`
}

func appendJSON(out []byte, r Record) []byte {
	l := line{
		Time: r.Time.Format(timeLayout), Call: r.Call, Len: r.Len,
		Flags: xlat.MsgFlags.Names(uint32(r.Flags)), Control: []string{}, EOF: r.EOF,
	}
	if r.From != "" {
		l.From = &r.From
	}
	if utf8.Valid(r.Data) {
		text := string(r.Data)
		l.Data = &text
	} else {
		l.Base64 = r.Data
	}
	return append(out, Object(l)...)
}

// Object returns v as one line of JSON.
func Object(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // v is a struct of ours
	}
	return b.Bytes()
}
