package sockopt

// Structures of options that have only numbers, as in the kernel's headers.
var (
	xdpStatistics = &record{
		name: "xdp_statistics", takes: "the fields rx_dropped,rx_invalid_descs,tx_invalid_descs,rx_ring_full,rx_fill_ring_empty_descs,tx_ring_empty_descs",
		parts: []part{
			{"rx_dropped", U64, false},
			{"rx_invalid_descs", U64, false},
			{"tx_invalid_descs", U64, false},
			{"rx_ring_full", U64, false},
			{"rx_fill_ring_empty_descs", U64, false},
			{"tx_ring_empty_descs", U64, false},
		},
	}
	xdpUmemReg = &record{
		name: "xdp_umem_reg", takes: "the fields addr,len,chunk_size,headroom,flags,tx_metadata_len",
		parts: []part{
			{"addr", U64, false},
			{"len", U64, false},
			{"chunk_size", U32, false},
			{"headroom", U32, false},
			{"flags", U32, false},
			{"tx_metadata_len", U32, false},
		},
	}
	xdpMmapOffsets = &record{
		name: "xdp_mmap_offsets", takes: "the fields rx_producer,rx_consumer,rx_desc,rx_flags,tx_producer,tx_consumer,tx_desc,tx_flags,fr_producer,fr_consumer,fr_desc,fr_flags,cr_producer,cr_consumer,cr_desc,cr_flags",
		parts: []part{
			{"rx_producer", U64, false},
			{"rx_consumer", U64, false},
			{"rx_desc", U64, false},
			{"rx_flags", U64, false},
			{"tx_producer", U64, false},
			{"tx_consumer", U64, false},
			{"tx_desc", U64, false},
			{"tx_flags", U64, false},
			{"fr_producer", U64, false},
			{"fr_consumer", U64, false},
			{"fr_desc", U64, false},
			{"fr_flags", U64, false},
			{"cr_producer", U64, false},
			{"cr_consumer", U64, false},
			{"cr_desc", U64, false},
			{"cr_flags", U64, false},
		},
	}
	isotpOptions = &record{
		name: "can_isotp_options", takes: "the fields flags,frame_txtime,ext_address,txpad_content,rxpad_content,rx_ext_address",
		parts: []part{
			{"flags", U32, false},
			{"frame_txtime", U32, false},
			{"ext_address", U8, false},
			{"txpad_content", U8, false},
			{"rxpad_content", U8, false},
			{"rx_ext_address", U8, false},
		},
	}
	isotpFC = &record{
		name: "can_isotp_fc_options", takes: "the fields bs,stmin,wftmax",
		parts: []part{
			{"bs", U8, false}, {"stmin", U8, false}, {"wftmax", U8, false},
		},
	}
	isotpLL = &record{
		name: "can_isotp_ll_options", takes: "the fields mtu,tx_dl,tx_flags",
		parts: []part{
			{"mtu", U8, false}, {"tx_dl", U8, false}, {"tx_flags", U8, false},
		},
	}
	tipcGroupReq = &record{
		name: "tipc_group_req", takes: "the fields type,instance,scope,flags",
		parts: []part{
			{"type", U32, false}, {"instance", U32, false}, {"scope", U32, false}, {"flags", U32, false},
		},
	}
	rolloverStats = &record{
		name: "tpacket_rollover_stats", takes: "the fields tp_all,tp_huge,tp_failed",
		parts: []part{
			{"tp_all", U64, false}, {"tp_huge", U64, false}, {"tp_failed", U64, false},
		},
	}
	repairOptions = &record{
		name: "tcp_repair_opt", takes: "the fields opt_code,opt_val,opt,...",
		parts: []part{
			{"opt_code", U32, false}, {"opt_val", U32, false},
		},
		rest: part{"opt", U32, false},
	}
	btSecurity = &record{
		name: "bt_security", takes: "the fields level,key_size",
		parts: []part{
			{"level", U8, false}, {"key_size", U8, false},
		},
	}
	btPower = &record{
		name: "bt_power", takes: "the fields force_active",
		parts: []part{
			{"force_active", U8, false},
		},
	}
	btVoice = &record{
		name: "bt_voice", takes: "the fields setting",
		parts: []part{
			{"setting", U16, false},
		},
	}
	upgradeService = &record{
		name: "rxrpc_upgrade", takes: "the fields from,to",
		parts: []part{
			{"from", U16, false}, {"to", U16, false},
		},
	}
	zerocopyReceive = &askKind{&record{
		name: "tcp_zerocopy_receive", takes: "the fields address,length,recv_skip_hint,inq,err,copybuf_address,copybuf_len,flags,msg_control,msg_controllen,msg_flags,reserved",
		parts: []part{
			{"address", U64, false},
			{"length", U32, false},
			{"recv_skip_hint", U32, false},
			{"inq", U32, false},
			{"err", Integer, false},
			{"copybuf_address", U64, false},
			{"copybuf_len", Integer, false},
			{"flags", U32, false},
			{"msg_control", U64, false},
			{"msg_controllen", U64, false},
			{"msg_flags", U32, false},
			{"reserved", U32, false},
		},
	}, askFields, "", "length=0", "the fields to begin with, or hex:..."}
)
