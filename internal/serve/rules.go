package serve

import (
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sock/internal/fail"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// A Rule allows or denies the clients of a network, of a user or of a group.
type Rule struct {
	Deny bool
	Net  netip.Prefix // not valid: the rule is about a user or a group
	Of   string       // "uid" or "gid", "" with Net
	ID   uint32
}

var errRule = errors.New("want a network such as 10.0.0.0/8 or 2001:db8::/32, or for a UNIX socket uid:N, uid:NAME, gid:N or gid:NAME")

// ParseRule parses an address, a CIDR, uid:N, uid:NAME, gid:N or gid:NAME.
func ParseRule(text string, deny bool) (Rule, error) {
	of, name, found := strings.Cut(text, ":")
	if found && (of == "uid" || of == "gid") {
		id, err := identity(of, name)
		return Rule{Deny: deny, Of: of, ID: id}, err
	}
	if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
		return Rule{Deny: deny, Net: plain(netip.PrefixFrom(ip, ip.BitLen()))}, nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return Rule{}, errRule
	}
	return Rule{Deny: deny, Net: plain(p)}, nil
}

// identity returns the number of a user or a group.
func identity(of, name string) (uint32, error) {
	if n, err := strconv.ParseUint(name, 10, 32); err == nil {
		return uint32(n), nil
	}
	find := sys.UserID
	if of == "gid" {
		find = sys.GroupID
	}
	id, err := find(name)
	return uint32(id), err
}

// plain returns the prefix without host bits. It makes an IPv4 prefix of the prefix of IPv4-mapped addresses.
func plain(p netip.Prefix) netip.Prefix {
	const mapped = 96 // bits before the IPv4 address
	if p.Addr().Is4In6() && p.Bits() >= mapped {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p.Masked()
}

// A table is a set of rules in which a client is looked up. The time of that does not depend on the number of rules.
type table struct {
	nets    map[netip.Prefix]bool // whether it is allowed
	lengths [2][]int              // of the prefixes for IPv4 and IPv6, longest first
	users   map[uint32]bool
	groups  map[uint32]bool
	others  bool // whether a client that no rule matches is allowed
}

// newTable returns the table of the rules. If one of them allows, it denies clients that no rule matches.
func newTable(rules []Rule) *table {
	t := &table{nets: map[netip.Prefix]bool{}, users: map[uint32]bool{}, groups: map[uint32]bool{}, others: true}
	for _, r := range rules {
		t.others = t.others && r.Deny
		switch r.Of {
		case "uid":
			add(t.users, r.ID, r.Deny)
		case "gid":
			add(t.groups, r.ID, r.Deny)
		default:
			add(t.nets, r.Net, r.Deny)
		}
	}
	for p := range t.nets {
		list := t.lengthsOf(p.Addr())
		if !slices.Contains(*list, p.Bits()) {
			*list = append(*list, p.Bits())
		}
	}
	for i := range t.lengths {
		slices.Sort(t.lengths[i])
		slices.Reverse(t.lengths[i])
	}
	return t
}

// add notes whether what a rule names is allowed: not if another rule denies it.
func add[K comparable](set map[K]bool, key K, deny bool) {
	allowed, known := set[key]
	set[key] = !deny && (allowed || !known)
}

func (t *table) lengthsOf(ip netip.Addr) *[]int {
	if ip.Is4() {
		return &t.lengths[0]
	}
	return &t.lengths[1]
}

// allowsHost reports whether the rules allow an IP address: the longest prefix decides.
func (t *table) allowsHost(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, bits := range *t.lengthsOf(ip) {
		p, err := ip.Prefix(bits)
		if allowed, known := t.nets[p]; known && err == nil {
			return allowed
		}
	}
	return t.others
}

// allowsUser reports whether the rules allow a user: a rule for the user decides before one for the group.
func (t *table) allowsUser(id peerID) bool {
	if allowed, known := t.users[id.uid]; known {
		return allowed
	}
	if allowed, known := t.groups[id.gid]; known {
		return allowed
	}
	return t.others
}

// parseRules parses the lines of a file: "allow" or "deny" and what ParseRule parses, and comments that start with "#".
func parseRules(name, text string) ([]Rule, error) {
	var rules []Rule
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		rule, err := parseLine(words)
		if err != nil {
			return nil, fail.Usagef("%s:%d: %s: %v", name, i+1, xlat.Quote([]byte(strings.TrimSpace(line)), 60), err)
		}
		rules = append(rules, rule)
	}
	if len(rules) == 0 {
		return nil, fail.Usagef("%s: no rules in the file; allow 0.0.0.0/0 and allow ::/0 allow every IP address", name)
	}
	return rules, nil
}

func parseLine(words []string) (Rule, error) {
	if len(words) != 2 || words[0] != "allow" && words[0] != "deny" {
		return Rule{}, errors.New("want allow or deny, and one network, user or group")
	}
	return ParseRule(words[1], words[0] == "deny")
}
