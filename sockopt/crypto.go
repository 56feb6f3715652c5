package sockopt

// algRows has the options of level SOL_ALG.
var algRows = []Row{
	{"ALG_SET_KEY", 1, Raw, Set, Any, alg, 0, "install the key on the bound algorithm socket"},
	{"ALG_SET_IV", 2, Raw, None, Any, alg, 0, "control message: initialisation vector"},
	{"ALG_SET_OP", 3, U32, None, Any, alg, 0, "control message: direction"},
	{"ALG_SET_AEAD_ASSOCLEN", 4, U32, None, Any, alg, 0, "control message: associated-data length"},
	{"ALG_SET_AEAD_AUTHSIZE", 5, lengthOnly, Set, Any, alg, 0, "authentication tag size"},
	{"ALG_SET_DRBG_ENTROPY", 6, Raw, Set, Any, alg, 0, "test entropy for a DRBG (CAP_SYS_ADMIN)"},
	{"ALG_SET_KEY_BY_KEY_SERIAL", 7, Integer, Set, Any, alg, young, "take the key from the kernel keyring"},
}
