package handover

import (
	"encoding/binary"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// ucspi returns the environment of a command that gets s: sock's own, with the UCSPI variables for both ends of the connection.
// A variable without a value is missing.
func ucspi(env *env.Env, s *socket.Socket) ([]string, error) {
	local, err := localName(env, s)
	if err != nil {
		return nil, err
	}
	var list []string
	switch local.Family() {
	case unix.AF_INET, unix.AF_INET6:
		list, err = internetNames(env, s, local)
	case unix.AF_UNIX:
		list, err = unixNames(env, s, local)
	}
	return append(withoutUCSPI(os.Environ()), list...), err
}

// localName calls getsockname(2). A descriptor without an address has no UCSPI variables: a pidfd, or a socket of some families,
// each of which returns a different errno.
func localName(env *env.Env, s *socket.Socket) (addr.Sockaddr, error) {
	name, err := env.Door.Getsockname(s.FD)
	nameless := fail.Is(err, unix.ENOTSOCK, unix.EOPNOTSUPP)
	if s.Own() {
		nameless = !s.Kind.IsInet() && !s.IsUnix()
	}
	if nameless {
		err = nil
	}
	return name, fail.At("getsockname", s.What, err)
}

func internetNames(env *env.Env, s *socket.Socket, local addr.Sockaddr) ([]string, error) {
	peer, err := env.Door.Getpeername(s.FD)
	if err != nil && !fail.Is(err, unix.ENOTCONN) { // the peer is gone, or there never was one
		return nil, fail.At("getpeername", s.What, err)
	}
	proto := "TCP"
	if s.Kind.Connectionless() {
		proto = "UDP"
	}
	list := []string{"PROTO=" + proto}
	if ap, ok := local.IP(); ok {
		list = append(list, proto+"LOCALIP="+ap.Addr().Unmap().String(), proto+"LOCALPORT="+strconv.Itoa(int(ap.Port())))
	}
	if ap, ok := peer.IP(); ok {
		list = append(list, proto+"REMOTEIP="+ap.Addr().Unmap().String(), proto+"REMOTEPORT="+strconv.Itoa(int(ap.Port())))
	}
	return list, nil
}

func unixNames(env *env.Env, s *socket.Socket, local addr.Sockaddr) ([]string, error) {
	list := []string{"PROTO=UNIX"}
	if path, ok := local.UnixPath(); ok {
		list = append(list, "UNIXLOCALPATH="+path)
	}
	cred, err := env.Door.Getsockopt(s.FD, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
	if err != nil || len(cred) < unix.SizeofUcred {
		return list, fail.At("getsockopt", "SO_PEERCRED", err)
	}
	for i, name := range []string{"UNIXREMOTEPID", "UNIXREMOTEEUID", "UNIXREMOTEEGID"} {
		list = append(list, name+"="+strconv.Itoa(int(int32(binary.NativeEndian.Uint32(cred[4*i:])))))
	}
	return list, nil
}

// withoutUCSPI removes the variables that an outer server has set for its own connection.
func withoutUCSPI(environ []string) []string {
	var list []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		outer := name == "PROTO" || name == "SOCK" || name == "UNIXLOCALPATH" || strings.HasPrefix(name, "UNIXREMOTE")
		for _, proto := range []string{"TCP", "UDP"} {
			outer = outer || strings.HasPrefix(name, proto+"REMOTE") || strings.HasPrefix(name, proto+"LOCAL")
		}
		if !outer {
			list = append(list, entry)
		}
	}
	return list
}
