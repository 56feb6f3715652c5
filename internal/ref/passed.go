package ref

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// FirstPassed is the first descriptor that a service manager passes: SD_LISTEN_FDS_START of sd_listen_fds(3).
const FirstPassed = 3

// passed returns the descriptor that a service manager has passed under a name, see sd_listen_fds(3). LISTEN_PID says
// whether the descriptors are meant for this process.
func passed(name string) (fd int, ok bool) {
	n, err := strconv.Atoi(os.Getenv("LISTEN_FDS"))
	if err != nil || os.Getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) {
		return 0, false
	}
	i := slices.Index(strings.Split(os.Getenv("LISTEN_FDNAMES"), ":"), name)
	return FirstPassed + i, i >= 0 && i < n
}
