package sockopt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sock/internal/xlat"
)

// LevelOf returns the level with a number. A level that table lacks has no names.
func LevelOf(number int) Level {
	for i := range table {
		if l := table[i].Level; l.Number == number {
			return l
		}
	}
	return Level{Number: number}
}

// LevelText returns the level as strace 6.1 prints it.
func LevelText(number int) string {
	if name := LevelOf(number).Trace; name != "" {
		return name
	}
	return fmt.Sprintf("%s /* SOL_?? */", xlat.Hex(uint32(number)))
}

// NameText returns the option's name as strace 6.1 prints it in one of the calls, Get or Set.
func NameText(level, number int, call Access) string {
	prefix := LevelOf(level).Prefix
	if prefix == "" {
		return strconv.FormatUint(uint64(uint32(number)), 10)
	}
	for _, s := range strangers {
		if s.level == level && s.number == number {
			return s.name
		}
	}
	opt, ok := Find(level, number, call)
	if !ok || opt.marks&young != 0 {
		return fmt.Sprintf("%s /* %s??? */", xlat.Hex(uint32(number)), prefix)
	}
	for _, a := range opt.Aliases() {
		if strings.HasSuffix(a, "_OLD") || strings.HasSuffix(a, "_ORIGDSTADDR") {
			return a
		}
	}
	return opt.Name
}

// Find returns the option with these numbers for one of the calls, Get or Set, and whether the table has it.
func Find(level, number int, call Access) (Option, bool) {
	for _, g := range &table {
		if g.Number != level {
			continue
		}
		for i := range g.rows {
			if o := (Option{g.Level, g.rows[i]}); int(o.Number) == number && o.answers(call) {
				return o, true
			}
		}
	}
	return Option{}, false
}

// All returns the table.
func All() []Option {
	list := make([]Option, 0, 600)
	for _, g := range &table {
		for i := range g.rows {
			list = append(list, Option{g.Level, g.rows[i]})
		}
	}
	return list
}

// Names returns the names of all options in table order. A name that several levels have is returned once.
func Names() []string {
	var names []string
	for _, o := range All() {
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

// Applying returns the options that a socket of this kind supports, in table order.
func Applying(family, typ, protocol int) []Option {
	return slices.DeleteFunc(All(), func(o Option) bool { return !o.Applies(family, typ, protocol) })
}

// Search returns the options whose name, level or meaning contains all words, in any case.
func Search(words ...string) []Option {
	return slices.DeleteFunc(All(), func(o Option) bool {
		text := strings.ToLower(o.Name + " " + o.Level.Name + " " + strings.Join(o.Aliases(), " ") + " " + o.Help)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
	})
}
