package cmd

import (
	"errors"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/internal/xlat"
	"sock/sockopt"
)

// openFlags has the flags that say which socket to make.
type openFlags struct {
	fs                       *pflag.FlagSet
	word                     string
	inet4, inet6, udp, local bool
	family, typ              int
	protocol                 string // its names depend on the family
	sockaddr                 string
	addrlen                  int // where it was given
	numeric                  bool
	bind                     string
	options                  optionsValue
}

// addFamilyFlags adds the flags for the two families of IP.
func (o *openFlags) addFamilyFlags(c *cobra.Command) {
	o.fs, o.word = c.Flags(), c.Name()
	o.fs.BoolVarP(&o.inet4, "ipv4", "4", false, "only IPv4")
	o.fs.BoolVarP(&o.inet6, "ipv6", "6", false, "only IPv6")
}

// addKindFlags adds the flags that say what kind of socket.
func (o *openFlags) addKindFlags(c *cobra.Command) {
	o.addFamilyFlags(c)
	fs := o.fs
	fs.BoolVarP(&o.udp, "udp", "u", false, "a datagram socket: UDP, or with --unix a UNIX one")
	fs.BoolVarP(&o.local, "unix", "U", false, "a UNIX socket: ADDRESS is a path, @NAME or empty")
	fs.Var(namedValue{&o.family, xlat.Families.Parse}, "family", "address family by `NAME` or number: AF_INET, inet6, netlink, 1")
	fs.Var(namedValue{&o.typ, xlat.SocketTypes.Parse}, "type", "socket type by `NAME` or number: SOCK_SEQPACKET, dgram, 1")
	fs.StringVar(&o.protocol, "protocol", "", "protocol of the family by `NAME` or number: IPPROTO_MPTCP, NETLINK_ROUTE, ETH_P_IP, udp, 6")
}

func (o *openFlags) addFlags(c *cobra.Command, open *socket.Spec) {
	o.addSocketFlags(c, open)
	o.addBytesFlag()
}

// addSocketFlags is like addFlags, for a command without an ADDRESS.
func (o *openFlags) addSocketFlags(c *cobra.Command, open *socket.Spec) {
	o.addKindFlags(c)
	fs := o.fs
	fs.StringVar(&o.bind, "bind", "", "bind to the local address `LOCAL` first: ADDRESS, HOST or PORT")
	fs.VarP(&o.options, "opt", "o", "set a socket option, `NAME[=VALUE]`, as TCP_NODELAY or SO_RCVBUF=1M; repeatable")
	fs.Var(&joinValue{&o.options}, "join", "receive what is sent to the multicast `GROUP`: GROUP[@IF] or SOURCE>GROUP[@IF]; repeatable")
	fs.Var(broadcastValue{&o.options}, "broadcast", "may send to broadcast addresses: SO_BROADCAST")
	fs.Lookup("broadcast").NoOptDefVal = "true"
	fs.BoolVar(&open.Nonblock, "nonblock", false, "make the socket with SOCK_NONBLOCK")
	o.addNumericFlag()
}

// addNameFlags adds the flags that say how to parse an address for an existing socket.
func (o *openFlags) addNameFlags(c *cobra.Command) {
	o.addFamilyFlags(c)
	o.fs.BoolVarP(&o.local, "unix", "U", false, "ADDRESS is the name of a UNIX socket: a path, @NAME or empty")
	o.addBytesFlag()
	o.addNumericFlag()
}

func (o *openFlags) addNumericFlag() {
	o.fs.BoolVarP(&o.numeric, "numeric", "n", false, "look up no names of hosts and services")
}

func (o *openFlags) addBytesFlag() {
	o.fs.StringVar(&o.sockaddr, "sockaddr", "", "instead of ADDRESS: the bytes `HEX` of a struct sockaddr, 0 to 128, right or wrong")
	o.fs.Var(&sizeValue{&o.addrlen, math.MinInt32}, "addrlen", "give the kernel `BYTES` as the length of ADDRESS: cut, or with zeros behind; also -1 or 129")
}

// words returns the arguments of the address, or the one that --sockaddr stands for.
func (o *openFlags) words(args []string) ([]string, error) {
	switch {
	case !o.fs.Changed("sockaddr"):
		return args, nil
	case len(args) > 0:
		return nil, fail.NotWith("--sockaddr", "the address "+quote(strings.Join(args, " ")), "")
	}
	return []string{"sockaddr:" + strings.Join(strings.Fields(o.sockaddr), "")}, nil
}

// applyFresh completes open for a socket without an address to connect or listen to.
func (o *openFlags) applyFresh(env *env.Env, open *socket.Spec) (err error) {
	if o.numeric {
		env.Names = sys.NumericNames()
	}
	open.Options = o.settings()
	if open.Kind, err = o.fresh(); err != nil {
		return err
	}
	return o.applyBind(open)
}

// apply sets open and the endpoint from the flags and the address's scheme.
func (o *openFlags) apply(env *env.Env, open *socket.Spec, args []string) (addr.Endpoint, error) {
	if o.numeric {
		env.Names = sys.NumericNames()
	}
	open.Options = o.settings()
	kind, err := o.kind(args)
	if err != nil {
		return addr.Endpoint{}, err
	}
	e, err := addr.ParseFor(kind, args)
	if err != nil {
		return e, named(err, o.word)
	}
	if kind, err = o.merge(kind, e); err != nil {
		return e, err
	}
	if !kind.Asks(addr.TypePart) {
		kind.Type = addr.DefaultType(kind.Family)
	}
	e.Kind, open.Kind = kind, kind
	return o.sized(open, e), o.applyBind(open)
}

// applyOn returns the address for the socket fd. The socket decides what flags and the address leave open.
func (o *openFlags) applyOn(env *env.Env, open *socket.Spec, fd int, args []string) (addr.Endpoint, error) {
	if o.numeric {
		env.Names = sys.NumericNames()
	}
	kind, err := o.kind(args)
	if err != nil {
		return addr.Endpoint{}, err
	}
	known, err := socket.KindAside(env, fd)
	if err != nil { // the address may have another meaning in another family
		return addr.Endpoint{}, err
	}
	if kind.Asks(addr.FamilyPart) {
		known.Family = kind.Family
	}
	e, err := addr.ParseOn(known, args)
	if err != nil {
		return e, named(err, o.word)
	}
	if e.Kind, err = o.merge(kind, e); err != nil {
		return e, err
	}
	return o.sized(open, e.On(known)), nil
}

// sized returns the address with the length of --addrlen.
func (o *openFlags) sized(open *socket.Spec, e addr.Endpoint) addr.Endpoint {
	if !o.fs.Changed("addrlen") {
		return e
	}
	open.Addrlen = &o.addrlen
	return e.Sized(o.addrlen)
}

// fresh returns the kind of a socket without an address: TCP over IPv4 by default. The address to bind to may set more.
func (o *openFlags) fresh() (addr.Kind, error) {
	var local []string
	if o.fs.Changed("bind") {
		local = []string{o.bind}
	}
	kind, err := o.kind(local)
	if err == nil && len(local) > 0 {
		var e addr.Endpoint
		if e, err = addr.ParseFor(kind, local); err == nil {
			kind, err = o.merge(kind, e)
		}
	}
	if err != nil {
		return kind, named(err, "bind")
	}
	if !kind.Asks(addr.TypePart) {
		kind.Type = addr.DefaultType(kind.Family)
	}
	return kind, nil
}

// named adds the command to the error of an address that no call can take.
func named(err error, word string) error {
	call, found := errors.AsType[*fail.Call](err)
	if !found || call.Name != "" {
		return err
	}
	named := *call
	named.Name = word
	return &named
}

func (o *openFlags) applyBind(open *socket.Spec) error {
	if !o.fs.Changed("bind") {
		return nil
	}
	local, err := addr.ParseFor(open.Kind, []string{o.bind})
	open.Bind = &local
	return named(err, "bind")
}

// kind returns the kind that the flags set. The names of a protocol depend on the family, which the address's scheme may set.
func (o *openFlags) kind(address []string) (k addr.Kind, err error) {
	if k.Family, err = o.flagFamily(); err != nil {
		return k, err
	}
	if k.Type, err = o.flagType(); err != nil {
		return k, err
	}
	if k.Given = o.parts(); k.Given&addr.ProtocolPart == 0 {
		return k, nil
	}
	family := k.Family
	if k.Given&addr.FamilyPart == 0 {
		family = addr.SchemeKind(address).Family
	}
	if k.Protocol, err = xlat.ParseProtocol(family, o.protocol); err != nil {
		return k, err
	}
	return k, nil
}

// parts returns the parts of a Kind that flags set, even to 0.
func (o *openFlags) parts() (parts addr.Parts) {
	if o.given(familyNames()...) != "" {
		parts |= addr.FamilyPart
	}
	if o.given("udp", "type") != "" {
		parts |= addr.TypePart
	}
	if o.given("protocol") != "" {
		parts |= addr.ProtocolPart
	}
	return parts
}

// familyNames returns the flags that set the family.
func familyNames() []string { return []string{"ipv4", "ipv6", "unix", "family"} }

func (o *openFlags) flagFamily() (family int, err error) {
	families := []struct {
		given bool
		name  string
		value int
	}{
		{o.inet4, "--ipv4", unix.AF_INET},
		{o.inet6, "--ipv6", unix.AF_INET6},
		{o.local, "--unix", unix.AF_UNIX},
		{o.given("family") != "", "--family", o.family},
	}
	first := ""
	for _, f := range families {
		switch {
		case !f.given:
		case first != "" && family != f.value:
			return 0, fail.NotWith(first, f.name, "")
		default:
			first, family = f.name, f.value
		}
	}
	return family, nil
}

func (o *openFlags) flagType() (int, error) {
	switch {
	case !o.udp:
		return o.typ, nil
	case o.given("type") != "" && o.typ != unix.SOCK_DGRAM:
		return 0, fail.NotWith("--udp", "--type", "")
	}
	return unix.SOCK_DGRAM, nil
}

// merge combines the kind of the flags with the kind of the address's scheme.
func (o *openFlags) merge(k addr.Kind, e addr.Endpoint) (addr.Kind, error) {
	for _, part := range []struct {
		flag   string
		part   addr.Parts
		value  *int
		scheme int
	}{
		{o.given(familyNames()...), addr.FamilyPart, &k.Family, e.Kind.Family},
		{o.given("udp", "type"), addr.TypePart, &k.Type, e.Kind.Type},
		{o.given("protocol"), addr.ProtocolPart, &k.Protocol, e.Kind.Protocol},
	} {
		if part.scheme == 0 || e.IsBytes() && k.Asks(part.part) {
			continue
		}
		if k.Asks(part.part) && *part.value != part.scheme {
			return k, fail.NotWith(part.flag, "the address "+quote(e.Text), "")
		}
		*part.value = part.scheme
	}
	inet := k.Family == unix.AF_UNSPEC || k.Family == unix.AF_INET || k.Family == unix.AF_INET6
	if e.Host+e.Port != "" && !inet {
		return k, fail.NotWith(o.given("unix", "family"), "the internet address "+quote(e.Text), "")
	}
	return k, nil
}

// given returns the first of the flags that was given, or "".
func (o *openFlags) given(names ...string) string {
	for _, name := range names {
		if o.fs.Changed(name) {
			return "--" + name
		}
	}
	return ""
}

// settings returns the options to set. Members of a multicast group share its port, so each must set SO_REUSEADDR before bind(2).
func (o *openFlags) settings() []sockopt.Setting {
	binds := o.word == "listen" || o.fs.Changed("bind")
	if !binds || !o.fs.Changed("join") || o.sets("SO_REUSEADDR") {
		return o.options
	}
	shared := optionsValue{}
	_ = shared.Set("SO_REUSEADDR=1") // the option is in the table
	return append(shared, o.options...)
}

func (o *openFlags) sets(name string) bool {
	for _, set := range o.options {
		if set.Option.Name == name {
			return true
		}
	}
	return false
}
