package sockopt

// Structures of options that have only numbers, as in the kernel's headers.
var (
	xdpStatistics = &record{
		name: "xdp_statistics", takes: "the fields rx_dropped,rx_invalid_descs,tx_invalid_descs,rx_ring_full,rx_fill_ring_empty_descs,tx_ring_empty_descs",
		parts: []part{
			{"rx_dropped", u64, false},
			{"rx_invalid_descs", u64, false},
			{"tx_invalid_descs", u64, false},
			{"rx_ring_full", u64, false},
			{"rx_fill_ring_empty_descs", u64, false},
			{"tx_ring_empty_descs", u64, false},
		},
	}
	xdpUmemReg = &record{
		name: "xdp_umem_reg", takes: "the fields addr,len,chunk_size,headroom,flags,tx_metadata_len",
		parts: []part{
			{"addr", u64, false},
			{"len", u64, false},
			{"chunk_size", u32, false},
			{"headroom", u32, false},
			{"flags", u32, false},
			{"tx_metadata_len", u32, false},
		},
	}
	xdpMmapOffsets = &record{
		name: "xdp_mmap_offsets", takes: "the fields rx_producer,rx_consumer,rx_desc,rx_flags,tx_producer,tx_consumer,tx_desc,tx_flags,fr_producer,fr_consumer,fr_desc,fr_flags,cr_producer,cr_consumer,cr_desc,cr_flags",
		parts: []part{
			{"rx_producer", u64, false},
			{"rx_consumer", u64, false},
			{"rx_desc", u64, false},
			{"rx_flags", u64, false},
			{"tx_producer", u64, false},
			{"tx_consumer", u64, false},
			{"tx_desc", u64, false},
			{"tx_flags", u64, false},
			{"fr_producer", u64, false},
			{"fr_consumer", u64, false},
			{"fr_desc", u64, false},
			{"fr_flags", u64, false},
			{"cr_producer", u64, false},
			{"cr_consumer", u64, false},
			{"cr_desc", u64, false},
			{"cr_flags", u64, false},
		},
	}
	isotpOptions = &record{
		name: "can_isotp_options", takes: "the fields flags,frame_txtime,ext_address,txpad_content,rxpad_content,rx_ext_address",
		parts: []part{
			{"flags", u32, false},
			{"frame_txtime", u32, false},
			{"ext_address", u8, false},
			{"txpad_content", u8, false},
			{"rxpad_content", u8, false},
			{"rx_ext_address", u8, false},
		},
	}
	isotpFC = &record{
		name: "can_isotp_fc_options", takes: "the fields bs,stmin,wftmax",
		parts: []part{
			{"bs", u8, false}, {"stmin", u8, false}, {"wftmax", u8, false},
		},
	}
	isotpLL = &record{
		name: "can_isotp_ll_options", takes: "the fields mtu,tx_dl,tx_flags",
		parts: []part{
			{"mtu", u8, false}, {"tx_dl", u8, false}, {"tx_flags", u8, false},
		},
	}
	tipcGroupReq = &record{
		name: "tipc_group_req", takes: "the fields type,instance,scope,flags",
		parts: []part{
			{"type", u32, false}, {"instance", u32, false}, {"scope", u32, false}, {"flags", u32, false},
		},
	}
	rolloverStats = &record{
		name: "tpacket_rollover_stats", takes: "the fields tp_all,tp_huge,tp_failed",
		parts: []part{
			{"tp_all", u64, false}, {"tp_huge", u64, false}, {"tp_failed", u64, false},
		},
	}
	repairOptions = &record{
		name: "tcp_repair_opt", takes: "the fields opt_code,opt_val,opt,...",
		parts: []part{
			{"opt_code", u32, false}, {"opt_val", u32, false},
		},
		rest: part{"opt", u32, false},
	}
	btSecurity = &record{
		name: "bt_security", takes: "the fields level,key_size",
		parts: []part{
			{"level", u8, false}, {"key_size", u8, false},
		},
	}
	btPower = &record{
		name: "bt_power", takes: "the fields force_active",
		parts: []part{
			{"force_active", u8, false},
		},
	}
	btVoice = &record{
		name: "bt_voice", takes: "the fields setting",
		parts: []part{
			{"setting", u16, false},
		},
	}
	upgradeService = &record{
		name: "rxrpc_upgrade", takes: "the fields from,to",
		parts: []part{
			{"from", u16, false}, {"to", u16, false},
		},
	}
	zerocopyReceive = &askKind{&record{
		name: "tcp_zerocopy_receive", takes: "the fields address,length,recv_skip_hint,inq,err,copybuf_address,copybuf_len,flags,msg_control,msg_controllen,msg_flags,reserved",
		parts: []part{
			{"address", u64, false},
			{"length", u32, false},
			{"recv_skip_hint", u32, false},
			{"inq", u32, false},
			{"err", integer, false},
			{"copybuf_address", u64, false},
			{"copybuf_len", integer, false},
			{"flags", u32, false},
			{"msg_control", u64, false},
			{"msg_controllen", u64, false},
			{"msg_flags", u32, false},
			{"reserved", u32, false},
		},
	}, askFields, "", "length=0", "the fields to begin with, or hex:..."}
)
