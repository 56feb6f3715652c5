package ref

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// FirstPassed is SD_LISTEN_FDS_START of sd_listen_fds(3).
const FirstPassed = 3

// passed returns the descriptor that a service manager has passed under a name: LISTEN_FDNAMES has
// the names, LISTEN_PID says whether they are meant for us.
func passed(name string) (fd int, ok bool) {
	n, err := strconv.Atoi(os.Getenv("LISTEN_FDS"))
	if err != nil || os.Getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) {
		return 0, false
	}
	i := slices.Index(strings.Split(os.Getenv("LISTEN_FDNAMES"), ":"), name)
	return FirstPassed + i, i >= 0 && i < n
}
