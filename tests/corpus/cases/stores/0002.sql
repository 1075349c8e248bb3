-- A store as schema 0002 kept it: fictional statements of a fictional regency.
BEGIN TRANSACTION;
CREATE TABLE changes (
	position INTEGER NOT NULL, 
	quotation_id TEXT NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_changes PRIMARY KEY (position)
);
INSERT INTO "changes" VALUES(1,'36ce7aece62c9d48',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(2,'e85cdd03d0eac5cb',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(3,'7055b5d71117487e',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(4,'9458a4d821a9d078',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(5,'280db8f05cb41863',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(6,'59356833d531941d',0,'2026-11-25 10:28:59.525377');
INSERT INTO "changes" VALUES(7,'280db8f05cb41863',1,'2026-11-25 10:28:59.611119');
INSERT INTO "changes" VALUES(8,'59356833d531941d',1,'2026-11-25 10:28:59.611119');
INSERT INTO "changes" VALUES(9,'65610d471bfd17b6',0,'2026-11-25 10:28:59.611119');
INSERT INTO "changes" VALUES(10,'e85cdd03d0eac5cb',0,'2026-11-25 10:28:59.717942');
INSERT INTO "changes" VALUES(11,'7055b5d71117487e',0,'2026-11-25 10:28:59.760295');
INSERT INTO "changes" VALUES(12,'9458a4d821a9d078',0,'2026-11-25 10:28:59.765584');
CREATE TABLE corrections (
	id INTEGER NOT NULL, 
	document_id TEXT NOT NULL, 
	quotation_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	wrong BOOLEAN NOT NULL, 
	fields JSON NOT NULL, 
	"before" JSON NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_corrections PRIMARY KEY (id), 
	CONSTRAINT fk_corrections_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "corrections" VALUES(1,'telaga-2','7055b5d71117487e','Pembagian air irigasi dibahas bersama petani.',0,'{"role": "Kepala Dinas Pengairan"}','{"role": "Bupati"}','penyunting','jabatan lengkap','2026-11-25 10:28:59.760295');
INSERT INTO "corrections" VALUES(2,'telaga-2','9458a4d821a9d078','Pintu air dibuka dua kali sehari.',0,'{"speaker": "Bagus Hartanto"}','{"speaker": null}','penyunting','','2026-11-25 10:28:59.765584');
CREATE TABLE document_revisions (
	document_id TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	title TEXT, 
	date DATE, 
	dateline TEXT, 
	source TEXT, 
	url TEXT, 
	fetched_at DATETIME, 
	media_type TEXT NOT NULL, 
	text TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	pipeline_version TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	revised_at DATETIME NOT NULL, 
	superseded_at DATETIME NOT NULL, 
	CONSTRAINT pk_document_revisions PRIMARY KEY (document_id, revision), 
	CONSTRAINT fk_document_revisions_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "document_revisions" VALUES('telaga-3','82cc45c0e2d9535fac390eee62cc4a260875e12fb72660cc45a75c44ab90d38d','Jembatan','2031-05-07','TELAGA JINGGA','Humas Telaga Jingga','https://telagajingga.example/telaga-3','2031-05-08 09:30:00.000000','text/html','TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Jembatan gantung ditutup selama perbaikan.” katanya.

“Warga memakai perahu untuk sementara.” katanya.',X'789C55CC310AC2401085E13EA7980BA817088114120C221682F55B1CD675B3C3B2992DEC7210BD5C4EE28895D56BBEFFB5B9BBEC8FFDD0D378380D361B3A73990332846E81225CCD50160A12C8717960826C9B665D5E23270735E7215AC59BD7AA35D3CC131228737108D1F8BABCEDC9E813BFF48AE241891322C217E25EA9DA4BB438B1280AFEAA7697BB0FB89C3FBB','1',1,'2026-11-25 10:28:59.525377','2026-11-25 10:28:59.611119');
CREATE TABLE documents (
	id TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	title TEXT, 
	date DATE, 
	dateline TEXT, 
	source TEXT, 
	url TEXT, 
	fetched_at DATETIME, 
	media_type TEXT NOT NULL, 
	text TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	pipeline_version TEXT NOT NULL, 
	first_seen DATETIME NOT NULL, 
	revised_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY (id)
);
INSERT INTO "documents" VALUES('telaga-1',1,'3133ba2d40a6f603a42bfd9178b15eb4f143b7c015d0682d67051f47b86cab76','Kotak suara siap','2031-05-07','TELAGA JINGGA','Humas Telaga Jingga','https://telagajingga.example/telaga-1','2031-05-08 09:30:00.000000','text/html','TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Kotak suara sudah tersimpan di gudang kecamatan.” katanya.

“Kami menunggu logistik sampai hari Jumat.” katanya.',X'789C55CC310EC2300C85E1BDA7F005800B54953AA08A8210031778A5516AD2B8519A0C6C3D085CAE27C1485D586CCBD2F797A1BA1F2F7553537BBA36BA76743371660408F54C0E5D0E48468885A933F18911B22F8A75799FA70447734684CE1E03A51FF51BB5FA124BCE3CE09114ADCB477B7ABDB005E099BC912CD6661A27CB73622D42134C0322539BD5FEC9F210AA2F1B7342E7','1','2026-11-25 10:28:59.525377','2026-11-25 10:28:59.525377','2026-11-25 10:28:59.525377');
INSERT INTO "documents" VALUES('telaga-2',1,'c580844d7f725fa323358f3fc6fcacfe90b601fa05a4b7e3867d310483828c7c','Air untuk sawah','2031-05-07','TELAGA JINGGA','Humas Telaga Jingga','https://telagajingga.example/telaga-2','2031-05-08 09:30:00.000000','text/html','TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Pembagian air irigasi dibahas bersama petani.” katanya.

“Pintu air dibuka dua kali sehari.” katanya.',X'789C55CC3B0E82501085E19E55CC06C40D10120A4334C650B08173C304466072731F851D0BD1CDB11247636335A7F8BFA97CDD9FAE4DDBD0E57C6BED1CA8E310051E4A83D00C973D122B890A390E772CD0B228F6EDD9F1EA308A85904012644414430E13E2A78D58419E1354CA7D7BD9339B0FFCB468CA5F6922CFA021C38A4528F284F02FAAA3AFDF3D363E56','','2026-11-25 10:28:59.525377','2026-11-25 10:28:59.525377','2026-11-25 10:28:59.765584');
INSERT INTO "documents" VALUES('telaga-3',2,'184caf0808ff11bdfa9c514595bb8e66729c69ff42d2aaea55f9d986deca585e','Jembatan dibuka','2031-05-07','TELAGA JINGGA','Humas Telaga Jingga','https://telagajingga.example/telaga-3','2031-05-08 09:30:00.000000','text/html','TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Jembatan gantung dibuka lagi hari Senin.” katanya.',X'789CB329B00B71F571747754F0F2F4730752BA0A01A945C599890589790A29990AD98949A5058925A9790A9979990A49A94559893989797A5C5C8F1AE678A5E626259600D5A527E69594E6A503D5279566272AE424A6672A642416652A04A7E665E6E93D6A980B3407A8B03251CF46BFC00E0001892921','1','2026-11-25 10:28:59.525377','2026-11-25 10:28:59.611119','2026-11-25 10:28:59.611119');
CREATE TABLE events (
	document_id TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	main BOOLEAN NOT NULL, 
	name TEXT, 
	type TEXT, 
	place TEXT, 
	date DATE, 
	CONSTRAINT pk_events PRIMARY KEY (document_id, ordinal), 
	CONSTRAINT fk_events_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "events" VALUES('telaga-1',0,1,'rapat persiapan pemilihan','rapat','Pendopo Telaga Jingga','2031-05-06');
INSERT INTO "events" VALUES('telaga-3',0,1,'rapat persiapan pemilihan','rapat','Pendopo Telaga Jingga','2031-05-06');
INSERT INTO "events" VALUES('telaga-2',0,1,'rapat persiapan pemilihan','rapat','Pendopo Telaga Jingga','2031-05-06');
CREATE TABLE kutipan_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT kutipan_schema_pkc PRIMARY KEY (version_num)
);
INSERT INTO "kutipan_schema" VALUES('0002');
CREATE TABLE properties (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_properties PRIMARY KEY (name)
);
INSERT INTO "properties" VALUES('identity','2bb7d594cd374bab92dc38378bb45419');
INSERT INTO "properties" VALUES('settled','10');
CREATE TABLE quotation_topics (
	quotation_id TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	stance TEXT NOT NULL, 
	probability DOUBLE NOT NULL, 
	method TEXT NOT NULL, 
	CONSTRAINT pk_quotation_topics PRIMARY KEY (quotation_id, topic), 
	CONSTRAINT fk_quotation_topics_quotation_id_quotations FOREIGN KEY(quotation_id) REFERENCES quotations (id) ON DELETE CASCADE
);
INSERT INTO "quotation_topics" VALUES('36ce7aece62c9d48','elections','FAVOR',0.75,'rule');
INSERT INTO "quotation_topics" VALUES('e85cdd03d0eac5cb','elections','FAVOR',0.75,'rule');
INSERT INTO "quotation_topics" VALUES('65610d471bfd17b6','elections','FAVOR',0.75,'rule');
INSERT INTO "quotation_topics" VALUES('7055b5d71117487e','elections','FAVOR',0.75,'rule');
INSERT INTO "quotation_topics" VALUES('9458a4d821a9d078','elections','FAVOR',0.75,'rule');
CREATE TABLE quotations (
	id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	cue TEXT, 
	cue_start INTEGER, 
	cue_end INTEGER, 
	speaker_id TEXT, 
	speaker TEXT, 
	role TEXT, 
	affiliation TEXT, 
	official BOOLEAN NOT NULL, 
	speaker_confidence DOUBLE NOT NULL, 
	speaker_rule TEXT NOT NULL, 
	speaker_reason TEXT, 
	confidence DOUBLE NOT NULL, 
	rule TEXT NOT NULL, 
	event INTEGER, 
	context TEXT NOT NULL, name_id TEXT, region TEXT, 
	CONSTRAINT pk_quotations PRIMARY KEY (id), 
	CONSTRAINT fk_quotations_document_id_event_events FOREIGN KEY(document_id, event) REFERENCES events (document_id, ordinal), 
	CONSTRAINT fk_quotations_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_quotations_speaker_id_speakers FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT uq_quotations_document_id_ordinal UNIQUE (document_id, ordinal)
);
INSERT INTO "quotations" VALUES('36ce7aece62c9d48','telaga-1',0,'direct',55,103,'Kotak suara sudah tersimpan di gudang kecamatan.','katanya',105,112,'ratna-wulandari','Ratna Wulandari','Bupati','Kabupaten Telaga Jingga',1,0.9,'full name',NULL,0.95,'marks',0,'TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Kotak suara sudah tersimpan di gudang kecamatan.” katanya.

“Kami menunggu logistik sampai hari Jumat.” katanya.','ratna-wulandari',NULL);
INSERT INTO "quotations" VALUES('e85cdd03d0eac5cb','telaga-1',1,'direct',116,157,'Kami menunggu logistik sampai hari Jumat.','katanya',159,166,'ratna-wulandari','Wulandari','Bupati','Kabupaten Telaga Jingga',1,0.9,'full name',NULL,0.95,'marks',0,'TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Kotak suara sudah tersimpan di gudang kecamatan.” katanya.

“Kami menunggu logistik sampai hari Jumat.” katanya.','wulandari',NULL);
INSERT INTO "quotations" VALUES('65610d471bfd17b6','telaga-3',0,'direct',55,95,'Jembatan gantung dibuka lagi hari Senin.','katanya',97,104,'ratna-wulandari','Ratna Wulandari','Bupati','Kabupaten Telaga Jingga',1,0.9,'full name',NULL,0.95,'marks',0,'TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Jembatan gantung dibuka lagi hari Senin.” katanya.','ratna-wulandari',NULL);
INSERT INTO "quotations" VALUES('7055b5d71117487e','telaga-2',0,'direct',55,100,'Pembagian air irigasi dibahas bersama petani.','katanya',102,109,'bagus-hartanto','Bagus Hartanto','Kepala Dinas Pengairan','Kabupaten Telaga Jingga',1,1.0,'corrected',NULL,0.95,'marks',0,'TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Pembagian air irigasi dibahas bersama petani.” katanya.

“Pintu air dibuka dua kali sehari.” katanya.','bagus-hartanto',NULL);
INSERT INTO "quotations" VALUES('9458a4d821a9d078','telaga-2',1,'direct',113,146,'Pintu air dibuka dua kali sehari.','katanya',148,155,'bagus-hartanto','Bagus Hartanto',NULL,NULL,0,1.0,'corrected',NULL,0.95,'marks',0,'TELAGA JINGGA - Persiapan di kabupaten ini berjalan.

“Pembagian air irigasi dibahas bersama petani.” katanya.

“Pintu air dibuka dua kali sehari.” katanya.','bagus-hartanto',NULL);
CREATE TABLE rejections (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	location TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_rejections PRIMARY KEY (id), 
	CONSTRAINT fk_rejections_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "rejections" VALUES(1,1,'rilis/kosong.txt','it holds no text');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	counts JSON NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'ingest','2026-11-25 10:28:59.514291','2026-11-25 10:28:59.756877','{"new": 3, "revised": 1, "rejected": 1}');
CREATE TABLE speaker_decisions (
	id INTEGER NOT NULL, 
	action TEXT NOT NULL, 
	members JSON NOT NULL, 
	others JSON NOT NULL, 
	name TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_speaker_decisions PRIMARY KEY (id)
);
INSERT INTO "speaker_decisions" VALUES(1,'rename','[["telaga-1", "ratna-wulandari"]]','[]','Ratna Wulandari','penyunting','ejaan','2026-11-25 10:28:59.770841');
CREATE TABLE speakers (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, kind TEXT, merged_into TEXT CONSTRAINT fk_speakers_merged_into_speakers REFERENCES speakers (id), 
	CONSTRAINT pk_speakers PRIMARY KEY (id)
);
INSERT INTO "speakers" VALUES('ratna-wulandari','Ratna Wulandari','person',NULL);
INSERT INTO "speakers" VALUES('bagus-hartanto','Bagus Hartanto','person',NULL);
INSERT INTO "speakers" VALUES('wulandari','Wulandari',NULL,'ratna-wulandari');
CREATE TABLE withdrawals (
	quotation_id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	text TEXT NOT NULL, 
	speaker TEXT, 
	reason TEXT NOT NULL, 
	withdrawn_at DATETIME NOT NULL, 
	CONSTRAINT pk_withdrawals PRIMARY KEY (quotation_id), 
	CONSTRAINT fk_withdrawals_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "withdrawals" VALUES('280db8f05cb41863','telaga-3',1,'direct','Jembatan gantung ditutup selama perbaikan.','Ratna Wulandari','revised','2026-11-25 10:28:59.611119');
INSERT INTO "withdrawals" VALUES('59356833d531941d','telaga-3',1,'direct','Warga memakai perahu untuk sementara.','Ratna Wulandari','revised','2026-11-25 10:28:59.611119');
CREATE INDEX ix_changes_quotation_id_position ON changes (quotation_id, position);
CREATE INDEX ix_rejections_run_id ON rejections (run_id);
CREATE INDEX ix_quotations_speaker_id ON quotations (speaker_id);
CREATE INDEX ix_quotations_name_id ON quotations (name_id);
CREATE INDEX ix_corrections_document_id ON corrections (document_id);
COMMIT;
