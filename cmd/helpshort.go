package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sock/cmd/flags"
)

// short writes the short help: what the command is for, three examples, the everyday flags, and where to find the rest.
func (p *helpPage) short() {
	p.title()
	if !p.c.HasParent() {
		p.line("sock makes sockets, moves data over them and looks into them. Each system call\n" +
			"is a command of the same name; several commands can work on one socket.\n")
	}
	p.usage()
	list := blocksOf(p.c.Example)
	p.examples(list[:min(3, len(list))])
	if !p.c.HasParent() {
		p.shortRoot()
		return
	}
	p.everyday()
	p.line("\nAll flags and details: " + p.c.CommandPath() + " --help, or man " + strings.ReplaceAll(p.c.CommandPath(), " ", "-"))
}

// everyday lists the everyday flags, the ones that all commands have last.
func (p *helpPage) everyday() {
	list := everydayFlags(p.c.Name())
	own := ownFlags(p.c)
	if len(list) == 0 {
		for _, f := range own {
			list = append(list, everydayFlag{name: f.Name})
		}
	}
	p.line("\nEveryday flags:")
	for _, e := range list {
		if i := slices.IndexFunc(own, func(f *pflag.Flag) bool { return f.Name == e.name }); i >= 0 {
			p.everydayFlag(own[i], e.text)
		}
	}
	p.globals()
}

func (p *helpPage) everydayFlag(f *pflag.Flag, text string) {
	if text == "" {
		text = flags.Plain(f.Usage)
	}
	p.flag(f, text)
}

func (p *helpPage) globals() {
	all := p.c.Root().PersistentFlags()
	p.everydayFlag(all.Lookup("verbose"), "report on standard error what happens")
	p.everydayFlag(all.Lookup("trace"), "print every system call as strace does")
}

// shortRoot replaces the everyday flags in the short help of sock itself.
func (p *helpPage) shortRoot() {
	p.line("\nCommands:")
	for _, group := range p.c.Groups() {
		var names []string
		for _, c := range commandsOf(p.c, group.ID) {
			names = append(names, c.Name())
		}
		p.line(strings.Join(wrap("  "+group.Title+" ", strings.Join(names, " "), 4, p.width), "\n"))
	}
	p.line("\nEvery command has -v, to report what happens, and --trace, to print each call.\nOne command: sock COMMAND -h. Everything: sock help. From nc: sock help nc")
}
