package handover

import (
	"encoding/binary"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/socket"
)

// ucspi returns the environment of a command that gets s: ours, with the names that UCSPI
// gives to the two ends of a connection. What the socket does not have is not there.
func ucspi(env *env.Env, s *socket.Socket) []string {
	local, _ := env.Door.Getsockname(s.FD)
	peer, _ := env.Door.Getpeername(s.FD)
	var list []string
	switch local.Family() {
	case unix.AF_INET, unix.AF_INET6:
		list = internetNames(s, local, peer)
	case unix.AF_UNIX:
		list = unixNames(env, s, local)
	}
	return append(withoutUCSPI(os.Environ()), list...)
}

func internetNames(s *socket.Socket, local, peer addr.Sockaddr) []string {
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
	return list
}

func unixNames(env *env.Env, s *socket.Socket, local addr.Sockaddr) []string {
	list := []string{"PROTO=UNIX"}
	if path, ok := local.UnixPath(); ok {
		list = append(list, "UNIXLOCALPATH="+path)
	}
	cred, err := env.Door.Getsockopt(s.FD, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
	if err != nil || len(cred) < unix.SizeofUcred {
		return list
	}
	for i, name := range []string{"UNIXREMOTEPID", "UNIXREMOTEEUID", "UNIXREMOTEEGID"} {
		list = append(list, name+"="+strconv.Itoa(int(int32(binary.NativeEndian.Uint32(cred[4*i:])))))
	}
	return list
}

// withoutUCSPI leaves out what an outer server has said of its own connection.
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
