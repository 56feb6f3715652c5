package cmd

import (
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt/cmsg"
)

// A part is one flag of sendmmsg for a message. The order of the parts on the command line matters.
type part struct {
	kind    partKind
	text    string
	control cmsg.Setting
	raw     []byte
}

type partKind int

const (
	dataPart partKind = iota
	toPart
	controlPart
	rawPart
)

// flag returns the name of the part's flag.
func (p part) flag() string { return [...]string{"--data", "--to", "--cmsg", "--control"}[p.kind] }

// partValue collects the parts of all flags in one list.
type partValue struct {
	list  *[]part
	kind  partKind
	takes string
}

func (v partValue) String() string { return "" }
func (v partValue) Type() string   { return v.takes }

func (v partValue) Set(s string) (err error) {
	p := part{kind: v.kind, text: s}
	switch v.kind {
	case controlPart:
		p.control, err = cmsg.Parse(s, sys.World())
	case rawPart:
		err = hexValue{&p.raw}.Set(s)
	case dataPart, toPart:
	}
	*v.list = append(*v.list, p)
	return err
}

// outgoing is one message as it was typed.
type outgoing struct {
	text    string
	to      []string // at most one word
	control []cmsg.Setting
	raw     []byte
}

// add gives the message an address or control data.
func (m *outgoing) add(p part) {
	switch p.kind {
	case toPart:
		m.to = []string{p.text}
	case controlPart:
		m.control = append(m.control, p.control)
	case rawPart:
		m.raw = p.raw
	case dataPart:
	}
}

// assemble makes the messages from the flags or from the arguments, which are texts.
func assemble(parts []part, texts []string) ([]outgoing, error) {
	data := 0
	for _, p := range parts {
		if p.kind == dataPart {
			data++
		}
	}
	switch {
	case data > 0 && len(texts) > 0:
		return nil, fail.NotWith("--data", "MESSAGE", "")
	case data == 0:
		return alike(parts, texts)
	case parts[0].kind == dataPart:
		return followed(parts), nil
	}
	return preceded(parts)
}

// alike makes messages from arguments. Each has all the control data, and either the only address or, with as many addresses as
// messages, its own.
func alike(parts []part, texts []string) ([]outgoing, error) {
	var common outgoing
	var to []string
	for _, p := range parts {
		common.add(p)
		if p.kind == toPart {
			to = append(to, p.text)
		}
	}
	if len(to) > 1 && len(to) != len(texts) {
		return nil, &fail.Usage{
			Text: "the number of --to and of MESSAGE differ", Hint: "give one --to for all messages, or one for each",
		}
	}
	list := make([]outgoing, len(texts))
	for i, text := range texts {
		list[i] = common
		list[i].text = text
		if len(to) > 1 {
			list[i].to = to[i : i+1]
		}
	}
	return list, nil
}

// followed makes messages whose parts follow their --data.
func followed(parts []part) (list []outgoing) {
	for _, p := range parts {
		if p.kind == dataPart {
			list = append(list, outgoing{text: p.text})
		}
		list[len(list)-1].add(p)
	}
	return list
}

// preceded makes messages whose parts precede their --data. An address applies until the next one, and so does control data.
func preceded(parts []part) (list []outgoing, err error) {
	var next outgoing
	fresh := true // whether the next control data replaces the current
	for _, p := range parts {
		switch {
		case p.kind == dataPart:
			next.text, fresh = p.text, true
			list = append(list, next)
			continue
		case p.kind != toPart && fresh:
			next.control, next.raw, fresh = nil, nil, false
		}
		next.add(p)
	}
	if last := parts[len(parts)-1]; last.kind != dataPart {
		return nil, &fail.Usage{
			Text: last.flag() + " after the last --data belongs to no message",
			Hint: "--to, --cmsg and --control stand before each --data, or all after it",
		}
	}
	return list, nil
}
