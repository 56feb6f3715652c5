package sockopt

import (
	"encoding/binary"
	"strconv"
)

// The structures of SCTP options, from <linux/sctp.h>.
var (
	sctpRtoinfo = &record{
		name: "sctp_rtoinfo", takes: "the fields srto_assoc_id,srto_initial,srto_max,srto_min",
		parts: []part{
			{"srto_assoc_id", Integer, false}, {"srto_initial", U32, false}, {"srto_max", U32, false}, {"srto_min", U32, false},
		},
	}
	sctpAssocparams = &record{
		name: "sctp_assocparams", takes: "the fields sasoc_assoc_id,sasoc_asocmaxrxt,sasoc_number_peer_destinations,sasoc_peer_rwnd,sasoc_local_rwnd,sasoc_cookie_life",
		parts: []part{
			{"sasoc_assoc_id", Integer, false},
			{"sasoc_asocmaxrxt", U16, false},
			{"sasoc_number_peer_destinations", U16, false},
			{"sasoc_peer_rwnd", U32, false},
			{"sasoc_local_rwnd", U32, false},
			{"sasoc_cookie_life", U32, false},
		},
	}
	sctpSetpeerprim = &record{
		name: "sctp_setpeerprim", takes: "the fields sspp_assoc_id,sspp_addr",
		parts: []part{
			{"sspp_assoc_id", Integer, false}, {"sspp_addr", sockaddrStorage, false},
		},
	}
	sctpPrim = &askKind{&record{
		name: "sctp_prim", takes: "the fields ssp_assoc_id,ssp_addr",
		parts: []part{
			{"ssp_assoc_id", Integer, false}, {"ssp_addr", sockaddrStorage, false},
		},
	}, askFields, "", "ssp_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpPaddrparams = &askKind{&record{
		name: "sctp_paddrparams", takes: "the fields spp_assoc_id,spp_address,spp_hbinterval,spp_pathmaxrxt,spp_pathmtu,spp_sackdelay,spp_flags,spp_ipv6_flowlabel,spp_dscp",
		parts: []part{
			{"spp_assoc_id", Integer, false},
			{"spp_address", sockaddrStorage, false},
			{"spp_hbinterval", U32, false},
			{"spp_pathmaxrxt", U16, false},
			{"spp_pathmtu", U32, false},
			{"spp_sackdelay", U32, false},
			{"spp_flags", U32, false},
			{"spp_ipv6_flowlabel", U32, false},
			{"spp_dscp", U8, false},
			{"", pad1, false},
		},
	}, askFields, "", "spp_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpEvents = &record{
		name: "sctp_event_subscribe", takes: "the fields sctp_data_io_event,sctp_association_event,sctp_address_event,sctp_send_failure_event,sctp_peer_error_event,sctp_shutdown_event,sctp_partial_delivery_event,sctp_adaptation_layer_event,sctp_authentication_event,sctp_sender_dry_event,sctp_stream_reset_event,sctp_assoc_reset_event,sctp_stream_change_event,sctp_send_failure_event_event",
		parts: []part{
			{"sctp_data_io_event", U8, false},
			{"sctp_association_event", U8, false},
			{"sctp_address_event", U8, false},
			{"sctp_send_failure_event", U8, false},
			{"sctp_peer_error_event", U8, false},
			{"sctp_shutdown_event", U8, false},
			{"sctp_partial_delivery_event", U8, false},
			{"sctp_adaptation_layer_event", U8, false},
			{"sctp_authentication_event", U8, false},
			{"sctp_sender_dry_event", U8, false},
			{"sctp_stream_reset_event", U8, false},
			{"sctp_assoc_reset_event", U8, false},
			{"sctp_stream_change_event", U8, false},
			{"sctp_send_failure_event_event", U8, false},
		},
	}
	sctpStatus = &askKind{&record{
		name: "sctp_status", takes: "the fields sstat_assoc_id,sstat_state,sstat_rwnd,sstat_unackdata,sstat_penddata,sstat_instrms,sstat_outstrms,sstat_fragmentation_point,spinfo_assoc_id,spinfo_address,spinfo_state,spinfo_cwnd,spinfo_srtt,spinfo_rto,spinfo_mtu",
		parts: []part{
			{"sstat_assoc_id", Integer, false},
			{"sstat_state", Integer, false},
			{"sstat_rwnd", U32, false},
			{"sstat_unackdata", U16, false},
			{"sstat_penddata", U16, false},
			{"sstat_instrms", U16, false},
			{"sstat_outstrms", U16, false},
			{"sstat_fragmentation_point", U32, false},
			{"spinfo_assoc_id", Integer, false},
			{"spinfo_address", sockaddrStorage, false},
			{"spinfo_state", Integer, false},
			{"spinfo_cwnd", U32, false},
			{"spinfo_srtt", U32, false},
			{"spinfo_rto", U32, false},
			{"spinfo_mtu", U32, false},
		},
	}, askFields, "", "sstat_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpPaddrinfo = &askKind{&record{
		name: "sctp_paddrinfo", takes: "the fields spinfo_assoc_id,spinfo_address,spinfo_state,spinfo_cwnd,spinfo_srtt,spinfo_rto,spinfo_mtu",
		parts: []part{
			{"spinfo_assoc_id", Integer, false},
			{"spinfo_address", sockaddrStorage, false},
			{"spinfo_state", Integer, false},
			{"spinfo_cwnd", U32, false},
			{"spinfo_srtt", U32, false},
			{"spinfo_rto", U32, false},
			{"spinfo_mtu", U32, false},
		},
	}, askFields, "", "spinfo_address=192.0.2.1", "the fields to begin with, or hex:..."}
	sctpSackInfo = &record{
		name: "sctp_sack_info", takes: "the fields sack_assoc_id,sack_delay,sack_freq",
		parts: []part{
			{"sack_assoc_id", Integer, false}, {"sack_delay", U32, false}, {"sack_freq", U32, false},
		},
	}
	sctpAssocValue = &record{
		name: "sctp_assoc_value", takes: "the fields assoc_id,assoc_value",
		parts: []part{
			{"assoc_id", Integer, false}, {"assoc_value", U32, false},
		},
	}
	sctpHmacalgo = &record{
		name: "sctp_hmacalgo", takes: "the fields shmac_num_idents,shmac_idents,...",
		parts: []part{
			{"shmac_num_idents", U32, false},
		},
		rest: part{"shmac_idents", U16, false},
	}
	sctpAuthkey = &record{
		name: "sctp_authkey", takes: "the fields sca_assoc_id,sca_keynumber,sca_keylength,sca_key,...",
		parts: []part{
			{"sca_assoc_id", Integer, false}, {"sca_keynumber", U16, false}, {"sca_keylength", U16, false},
		},
		rest: part{"sca_key", U8, false},
	}
	sctpAuthkeyid = &record{
		name: "sctp_authkeyid", takes: "the fields scact_assoc_id,scact_keynumber",
		parts: []part{
			{"scact_assoc_id", Integer, false}, {"scact_keynumber", U16, false}, {"", pad2, false},
		},
	}
	sctpAuthchunks = &askKind{&record{
		name: "sctp_authchunks", takes: "the fields gauth_assoc_id,gauth_number_of_chunks,gauth_chunks,...",
		parts: []part{
			{"gauth_assoc_id", Integer, false}, {"gauth_number_of_chunks", U32, false},
		},
		rest: part{"gauth_chunks", U8, false},
	}, askFields, "", "gauth_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpAssocIDs = &record{
		name: "sctp_assoc_ids", takes: "the fields gaids_number_of_ids,gaids_assoc_id,...",
		parts: []part{
			{"gaids_number_of_ids", U32, false},
		},
		rest: part{"gaids_assoc_id", Integer, false},
	}
	sctpPaddrthlds = &askKind{&record{
		name: "sctp_paddrthlds", takes: "the fields spt_assoc_id,spt_address,spt_pathmaxrxt,spt_pathpfthld",
		parts: []part{
			{"spt_assoc_id", Integer, false},
			{"", padStorage, false},
			{"spt_address", sockaddrStorage, false},
			{"spt_pathmaxrxt", U16, false},
			{"spt_pathpfthld", U16, false},
			{"", padStorage, false},
		},
	}, askFields, "", "spt_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpPaddrthldsV2 = &askKind{&record{
		name: "sctp_paddrthlds_v2", takes: "the fields spt_assoc_id,spt_address,spt_pathmaxrxt,spt_pathpfthld,spt_pathcpthld",
		parts: []part{
			{"spt_assoc_id", Integer, false},
			{"", padStorage, false},
			{"spt_address", sockaddrStorage, false},
			{"spt_pathmaxrxt", U16, false},
			{"spt_pathpfthld", U16, false},
			{"spt_pathcpthld", U16, false},
			{"", pad2, false},
		},
	}, askFields, "", "spt_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpPeeloff = &askKind{&record{
		name: "sctp_peeloff_arg_t", takes: "the fields associd,sd",
		parts: []part{
			{"associd", Integer, false}, {"sd", Integer, false},
		},
	}, askFields, "", "associd=1", "the fields to begin with, or hex:..."}
	sctpPeeloffFlags = &askKind{&record{
		name: "sctp_peeloff_flags_arg_t", takes: "the fields associd,sd,flags",
		parts: []part{
			{"associd", Integer, false}, {"sd", Integer, false}, {"flags", U32, false},
		},
	}, askFields, "", "associd=1", "the fields to begin with, or hex:..."}
	sctpAssocStats = &askKind{&record{
		name: "sctp_assoc_stats", takes: "the fields sas_assoc_id,sas_obs_rto_ipaddr,sas_maxrto,sas_isacks,sas_osacks,sas_opackets,sas_ipackets,sas_rtxchunks,sas_outofseqtsns,sas_idupchunks,sas_gapcnt,sas_ouodchunks,sas_iuodchunks,sas_oodchunks,sas_iodchunks,sas_octrlchunks,sas_ictrlchunks",
		parts: []part{
			{"sas_assoc_id", Integer, false},
			{"", padStorage, false},
			{"sas_obs_rto_ipaddr", sockaddrStorage, false},
			{"sas_maxrto", U64, false},
			{"sas_isacks", U64, false},
			{"sas_osacks", U64, false},
			{"sas_opackets", U64, false},
			{"sas_ipackets", U64, false},
			{"sas_rtxchunks", U64, false},
			{"sas_outofseqtsns", U64, false},
			{"sas_idupchunks", U64, false},
			{"sas_gapcnt", U64, false},
			{"sas_ouodchunks", U64, false},
			{"sas_iuodchunks", U64, false},
			{"sas_oodchunks", U64, false},
			{"sas_iodchunks", U64, false},
			{"sas_octrlchunks", U64, false},
			{"sas_ictrlchunks", U64, false},
		},
	}, askFields, "", "sas_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpDefaultPrinfo = &record{
		name: "sctp_default_prinfo", takes: "the fields pr_assoc_id,pr_value,pr_policy",
		parts: []part{
			{"pr_assoc_id", Integer, false}, {"pr_value", U32, false}, {"pr_policy", sctpPolicy, false}, {"", pad2, false},
		},
	}
	sctpPrstatus = &askKind{&record{
		name: "sctp_prstatus", takes: "the fields sprstat_assoc_id,sprstat_sid,sprstat_policy,sprstat_abandoned_unsent,sprstat_abandoned_sent",
		parts: []part{
			{"sprstat_assoc_id", Integer, false},
			{"sprstat_sid", U16, false},
			{"sprstat_policy", sctpPolicy, false},
			{"sprstat_abandoned_unsent", U64, false},
			{"sprstat_abandoned_sent", U64, false},
		},
	}, askFields, "", "sprstat_policy=ttl", "the fields to begin with, or hex:..."}
	sctpResetStreams = &record{
		name: "sctp_reset_streams", takes: "the fields srs_assoc_id,srs_flags,srs_number_streams,srs_stream_list,...",
		parts: []part{
			{"srs_assoc_id", Integer, false}, {"srs_flags", U16, false}, {"srs_number_streams", U16, false},
		},
		rest: part{"srs_stream_list", U16, false},
	}
	sctpAddStreams = &record{
		name: "sctp_add_streams", takes: "the fields sas_assoc_id,sas_instrms,sas_outstrms",
		parts: []part{
			{"sas_assoc_id", Integer, false}, {"sas_instrms", U16, false}, {"sas_outstrms", U16, false},
		},
	}
	sctpStreamValue = &askKind{&record{
		name: "sctp_stream_value", takes: "the fields assoc_id,stream_id,stream_value",
		parts: []part{
			{"assoc_id", Integer, false}, {"stream_id", U16, false}, {"stream_value", U16, false},
		},
	}, askFields, "", "stream_id=0", "the fields to begin with, or hex:..."}
	sctpEvent = &askKind{&record{
		name: "sctp_event", takes: "the fields se_assoc_id,se_type,se_on",
		parts: []part{
			{"se_assoc_id", Integer, false}, {"se_type", U16, false}, {"se_on", U8, false}, {"", pad1, false},
		},
	}, askFields, "", "se_type=0x8001", "the fields to begin with, or hex:..."}
	sctpUDPEncaps = &askKind{&record{
		name: "sctp_udpencaps", takes: "the fields sue_assoc_id,sue_address,sue_port",
		parts: []part{
			{"sue_assoc_id", Integer, false},
			{"", padStorage, false},
			{"sue_address", sockaddrStorage, false},
			{"sue_port", netPort, false},
			{"", pad2, false},
			{"", padStorage, false},
		},
	}, askFields, "", "sue_assoc_id=0", "the fields to begin with, or hex:..."}
	sctpProbeInterval = &askKind{&record{
		name: "sctp_probeinterval", takes: "the fields spi_assoc_id,spi_address,spi_interval",
		parts: []part{
			{"spi_assoc_id", Integer, false},
			{"", padStorage, false},
			{"spi_address", sockaddrStorage, false},
			{"spi_interval", U32, false},
			{"", padStorage, false},
		},
	}, askFields, "", "spi_assoc_id=0", "the fields to begin with, or hex:..."}
)

// netPort is a port in network byte order.
var netPort = &form{
	name: "uint16_be", takes: "a port, like 9899", room: 2,
	parse: func(s string, w World) (Value, error) {
		v, err := U16.Parse(s, w)
		if err != nil {
			return v, err
		}
		return Value{Bytes: binary.BigEndian.AppendUint16(nil, native.Uint16(v.Bytes))}, nil
	},
	format: func(b []byte, _ World) (string, bool) {
		if len(b) != 2 {
			return "", false
		}
		return strconv.Itoa(int(binary.BigEndian.Uint16(b))), true
	},
}
