package sockopt

// ShownAsInt reports whether strace 6.1 prints the option's value as an int, whatever its length is.
func (o Option) ShownAsInt() bool { return o.marks&whole != 0 }

// strangers has names that strace 6.1 prints and that table lacks: those of removed protocols, and those that its lists
// share.
var strangers = [...]struct {
	level, number int
	name          string
}{
	{256, 1, "IPX_TYPE"},
	{257, 1, "AX25_WINDOW"},
	{257, 2, "AX25_T1"},
	{257, 3, "AX25_N2"},
	{257, 4, "AX25_T3"},
	{257, 5, "AX25_T2"},
	{257, 6, "AX25_BACKOFF"},
	{257, 7, "AX25_EXTSEQ"},
	{257, 8, "AX25_PIDINCL"},
	{257, 9, "AX25_IDLE"},
	{257, 10, "AX25_PACLEN"},
	{257, 12, "AX25_IAMDIGI"},
	{257, 25, "SO_BINDTODEVICE"},
	{266, 1, "IRLMP_ENUMDEVICES"},
	{266, 2, "IRLMP_IAS_SET"},
	{266, 3, "IRLMP_IAS_QUERY"},
	{266, 4, "IRLMP_HINTS_SET"},
	{266, 5, "IRLMP_QOS_SET"},
	{266, 6, "IRLMP_QOS_GET"},
	{266, 7, "IRLMP_MAX_SDU_SIZE"},
	{266, 8, "IRLMP_IAS_GET"},
	{266, 9, "IRLMP_IAS_DEL"},
	{266, 10, "IRLMP_HINT_MASK_SET"},
	{266, 11, "IRLMP_WAITDEVICE"},
	{276, 29, "SO_TIMESTAMP_OLD"},
	{268, 0, "LLC_OPT_UNKNOWN"},
}
