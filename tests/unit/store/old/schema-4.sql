PRAGMA user_version = 4;
CREATE TABLE canonical (report TEXT PRIMARY KEY, event TEXT NOT NULL, article TEXT NOT NULL) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('present', 'withdrawn')),
    version INTEGER NOT NULL
) STRICT;
CREATE TABLE version (
    article TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT, published TEXT, publisher TEXT, url TEXT, language TEXT,
    source TEXT NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (article, version)
) STRICT;
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    article TEXT, version INTEGER, detail TEXT
) STRICT;
CREATE TABLE pending (seq INTEGER PRIMARY KEY REFERENCES log, removed BLOB NOT NULL, added BLOB NOT NULL) STRICT;
CREATE TABLE attempt (mark TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    article TEXT,
    given BLOB NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    expected TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    received TEXT NOT NULL,
    ended TEXT,
    outcome TEXT
) STRICT;
CREATE TABLE said (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL,
    kind TEXT NOT NULL,
    property INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE said_words USING fts5(
    text, content = 'said', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE said_literally USING fts5(
    text, content = 'said', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE said_until (seq INTEGER NOT NULL) STRICT;
CREATE TABLE filed (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;
CREATE TABLE block (
    key INTEGER NOT NULL, rank INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, rank, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE near (
    one INTEGER NOT NULL, other INTEGER NOT NULL, score REAL NOT NULL, PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE home (report TEXT PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE retired (event TEXT PRIMARY KEY, heir TEXT NOT NULL) STRICT;
CREATE TABLE verdict (
    one TEXT NOT NULL, other TEXT NOT NULL, same INTEGER NOT NULL, PRIMARY KEY (one, other)
) STRICT;
CREATE INDEX canonical_article ON canonical (article);
CREATE TRIGGER log_is_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE INDEX job_open ON job (state, number) WHERE state IN ('waiting', 'running');
CREATE INDEX job_article ON job (article) WHERE state IN ('waiting', 'running');
CREATE INDEX said_of ON said (iri);
CREATE TRIGGER said_comes AFTER INSERT ON said BEGIN
    INSERT INTO said_words (rowid, text) VALUES (new.id, new.text);
    INSERT INTO said_literally (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER said_goes AFTER DELETE ON said BEGIN
    INSERT INTO said_words (said_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO said_literally (said_literally, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE INDEX canonical_event ON canonical (event);
CREATE INDEX filed_article ON filed (article);
CREATE INDEX retired_heir ON retired (heir);
CREATE INDEX verdict_other ON verdict (other);
INSERT INTO canonical VALUES ('https://data.example.org/article/ferry/report/e1', 'https://data.example.org/event/01M82X0F7MKWXTGDQ1K60970PJ', 'ferry');
INSERT INTO canonical VALUES ('https://data.example.org/article/ferry/report/e2', 'https://data.example.org/event/01M82X0F7MKWXTGDQ1K60970PK', 'ferry');
INSERT INTO canonical VALUES ('https://data.example.org/article/hail/report/e1', 'https://data.example.org/event/01M82X0F9Z6WPBHDQBDK8844X5', 'hail');
INSERT INTO canonical VALUES ('https://data.example.org/article/hail/report/e2', 'https://data.example.org/event/01M82X0F9Z6WPBHDQBDK8844X6', 'hail');
INSERT INTO canonical VALUES ('https://data.example.org/article/snow/report/e1', 'https://data.example.org/event/01M82X0FN2MN5KKVV0E7V04X5Q', 'snow');
INSERT INTO meta VALUES ('base', X'68747470733A2F2F646174612E6578616D706C652E6F72672F');
INSERT INTO meta VALUES ('ontology digest', X'8F9B4E6328FBB50B5D8B94A8FE3259F0C0FFA63A88C0725D91B98FFC556F4604');
INSERT INTO article VALUES ('ferry', 'present', 1);
INSERT INTO article VALUES ('hail', 'present', 2);
INSERT INTO article VALUES ('bridge', 'withdrawn', 1);
INSERT INTO article VALUES ('snow', 'present', 1);
INSERT INTO version VALUES ('ferry', 1, 'The ministers of Norway and Chile met in Basel on Monday. They agreed to run a ferry.', '1cd53ae55adacf840abb264a9338c63c735aae83fce27d4204f37eb59072a80d', '0f8b3b8de33aaba86daa68fd0bc9bd6a55112a7a8d4bb95f63d77e01ccc9bfb1', 'Ferry talks', '["2025-02-25", "2025-02-25", "Day", "2025-02-25", null]', 'The Gauge', 'https://gauge.example.org/ferry', NULL, 'ferry.txt', '2025-03-01T08:02:00.000+00:00');
INSERT INTO version VALUES ('hail', 1, 'Two people were killed by hail in Bern on Sunday, police said.', 'd07aa28706d898f1e1b2a1a07086d835066daabeb087f7d74512fd394d3de872', 'f4cda85a5334c8b8cc123da8891dbce01201b6b81f169a1f25afa76e666a5650', NULL, '["2025-02-26", "2025-02-26", "Day", "2025-02-26", null]', NULL, NULL, NULL, 'hail.txt', '2025-03-01T08:04:00.000+00:00');
INSERT INTO version VALUES ('hail', 2, 'Three people were killed by hail in Bern on Sunday, police said.', '12f85d75c85d221079ce848209b9aac1e89d81aebc149de5e7f90d54eeec59fa', 'cad69e5cc75a48718e9b841b6a27b804bb86d247da3f3b95df0c386604cc0660', NULL, '["2025-02-26", "2025-02-26", "Day", "2025-02-26", null]', NULL, NULL, NULL, 'hail.txt', '2025-03-01T08:06:00.000+00:00');
INSERT INTO version VALUES ('bridge', 1, 'A bridge in Oslo was closed on Friday.', 'cdaf5962b0162e8617f4de5e552864306e4da695004f2959928b62f927acd286', '6cbc5359a7ad74a265fd15f500a3d310361803c43fa2dd4bd9b2d68eea1b1611', NULL, '["2025-02-27", "2025-02-27", "Day", "2025-02-27", null]', NULL, NULL, NULL, 'bridge.txt', '2025-03-01T08:08:00.000+00:00');
INSERT INTO version VALUES ('snow', 1, 'Delegates of Norway and Peru met in Lima on Tuesday.', '8c8faedab376c0fbe3a828d1d82b6bd1fc8507b53a10af4189f8df2b9bfe8f25', 'be929b8a426918de8279e50fa05c3dbe8c51a89f7cbe202c9edde0fbde5a9440', NULL, '["2025-03-04", "2025-03-04", "Day", "2025-03-04", null]', NULL, NULL, NULL, 'snow.txt', '2025-03-01T08:12:00.000+00:00');
INSERT INTO log VALUES (1, '2025-03-01T08:01:00.000+00:00', 'create', NULL, NULL, NULL);
INSERT INTO log VALUES (2, '2025-03-01T08:03:00.000+00:00', 'ingest', 'ferry', 1, NULL);
INSERT INTO log VALUES (3, '2025-03-01T08:05:00.000+00:00', 'ingest', 'hail', 1, NULL);
INSERT INTO log VALUES (4, '2025-03-01T08:07:00.000+00:00', 'ingest', 'hail', 2, NULL);
INSERT INTO log VALUES (5, '2025-03-01T08:09:00.000+00:00', 'ingest', 'bridge', 1, NULL);
INSERT INTO log VALUES (6, '2025-03-01T08:10:00.000+00:00', 'withdraw', 'bridge', 1, NULL);
INSERT INTO log VALUES (7, '2025-03-01T08:11:00.000+00:00', 'update', NULL, NULL, 'INSERT DATA { <https://data.example.org/note> <http://www.w3.org/2000/01/rdf-schema#comment> "by hand" }');
INSERT INTO log VALUES (8, '2025-03-01T08:13:00.000+00:00', 'ingest', 'snow', 1, NULL);
INSERT INTO pending VALUES (8, X'28B52FFD2000010000', X'28B52FFD605C4ECD3B007A40BC0B2AF0AA560F83D83CBC68E00CB2708BFF493CC14D55C324233B05171BCFCA9B56B14698EF73069E2F8B0A01B100AB00AE00100A6EDE830D1A28CF5B9CB734E0838A93A887DB5AA5577192F549CDA72E27DFCBFA73945CD9CA5836C398159406A420A7A668829484A8086A1EAA5FD34E634A780D28528D9C1C138464232108B5E313F5A223C1995A7A5350841427496E23F80A7F000C81C5D3CA6EA7E6D77CAE6C65E474346685EBD8F68B4B978A7EBADD8592768190E1E3288A1AAE6C651C8DD1348D5901FB9704709256E965B7E27CDB5CD9CAB8855D5DE14C7F4B66858BFD4B02040C1F3FD407288A932C9FDABA0B252D378FDF7BF01F8458B6D66CA56CEB47666B793D9370B4BABE6683A3D3BD5F2EB31E7192B6DB5AB3D5C151D55DFFAEDC7206C5491F3B527FEA0B9A77D9311ED330CF294EB2D5A5DF8C6611B4CE8F6DBFE2B155D5AA4FEB83080B10E1310DF31E44A099E5AD80F46FEBD40FDCD616936A31BED4B9E49DE4A7E6A84F66A53889D6DB1ED1DFB2DF210B9735DE79BB00ADF33B4E6BCAB06FB9E8CB257141433E71E9D666313E582DEBD5800F3A49B40D718F635077ED7D72159DEF0E795B318F78EA9387F3DB8AB965ADD2CB8EC6E380107C4C02D438CF63E094FCD47EF6351B1C8DC7C15CD9CA3057BBCC0AD791B0284EAA68B5FA9AD15FB3284EFAB616B7620E1EE8561A57AFB879EC3C224AB44FB3BAB07059A384C7B6B0D85604821EE844CE72FD6A5ABD628F6D6199F548D43C104B661DE3EDE753E7CA56A6BFE57C3025F11BE2B75A71E1B646BEF5C10D0018EAA12DBF76524FB3BAE0DF0C6FEB7DEA93074483E27913098F3731A14041C301021D0C3C0A08419AC74F7DE2EF177422081D460423E6297252B4C6BE66C37B1CCE7B180E67FBE9C8AC4720F84008321EF8D019354E13350CA711605B12174FFDA23E40810D495D71926DC9029D954FD62B7F3A1BC549152E69824BE7F6B631C5495FE1127ECD970FDC1934439D7746B711FF960624181E4CBD74BE8E6DDFDF9227B56262B518395F4AEA6FFBEFC2B1ED9F0681BDA871CAC88C884820229224498603810485200F3A08CF03124010C09028088218020C41100641100441108C612006411804C13846212829D701A1094C7D5CD62017D6641914372D696833E98D54985BA93B327F7BCDDF2AB039B30FDB295FD2A64215932DC3E078413BEA9F511B23258176CE68E7A788E935C127CF4E691E2994F0CD1D9039334947E69B6A424ED82E07F38D524A0D42E4D6D1D519A41E7149E3AB124001E9CA74DB8F21539226CC2E7E347C1BC00566C89E0C53954E46D4BC4A11F36612892766CAA8048D8159675A950410E16E6CC44DECF9BC88F190C71FE307A8335A1A44607C772392429E8C8E27486AF03CB88870C6FE4861B59A4EC8F54AFBD56C6EB6B99FAD6127B666BA2C9B19CCE43518B0CACEB0A0101467E383CC497F14617224E60F8A964D42A5F41025E777107A30E3ECD29995F8EB97A3D0FA0B9F88784B70BD2756CAA0048021B3FE946543AF362C8129305685FD3CB044171E21A16D47873843EA1E646043735CF18943082D2F91610F6A047EB0B3A23BF7800109A6263E7845F97C47C6E1F6B11A1D92439482F42A7E201503C7543F2EFBFE01B50297653798C9035B41FC9B49C70C43A050739D6868064565DBB9DB9540CD43B0FF6DEFCB052AF92F22FD431F040CB69C69981994443D4B11614B24124FCC9451091A03B3CED88025D6B0007ED962C00F9C79250A4925900444670AAD081788D999C224B1ACB33631AC02EBD4F5639542E24A8C5606B811BAC1AF1BFD9C7019360ADCC4511A23FF8BAD187FF933110669860DB2ABB5F6F8810302031E6448C1F6650EAA0BFE5F4145EC2B89264E74C6544D6B347A6A0B3DC9112A424D829CC5F732FC66C48F28A5963877ED8E072D339B77BD4C0A8260C06538EA244B5D14355A533392BB201F44EDBA10DFD3FC70919D82E35111E9F7556040AEEF0CE79E790C02CF33DC5D019184BF1B22A2313F0354FB5F006D6CD6EF2713D7C05F51F7FD00BE0C40D18E16537FB64C9B01DB6A9B9C6990F81CB29E9A68DB6A31F56F47E85B11783BA0957656C459D26D572BDD0CF56D00B635B569A4B6BA80BC8A115FD067C59F04360D2F56B048741FBF9A5A2F6D3FC25AC3DBCD161AD834459286D5D8A2D12F06A802B57A1482A10E5CBA5A4DCDD8EEF5597A5F165E2582B20C8700F3B68F306BC6D8B596CBD09249E51A3182EE8B9D8CCB00632B50C5A64AE0156BB34EA6CAA31ACEDECBF74FFC2E14FAF9A0876294EDD046F26CB1BC0E2D1335CA8C5B6139710757394AF77F50563EC3619B74CB2BAE5A3C51492EF12E573E840E50ED5F2343A8560052824E8136DB999A183023E3C11159C7457E5469A61647781B58C04EBF881B3AA414269303EEAB113EFA4D8BBC734E4012E02394974BBB65BE7AD809AE5D6FC3429DCCA8959E7AA2E5E967B937336CC55DE688C94020FFB1A639DC559D181B4D5F312492D29962550AB4C3809CB2E7111E0B31799FF79FFE2D9C0D6847F3D0D184497DA61E7A41FAA12ADBC0C1030C6DDE74FA6D03CA7B00515A4349640F5F7F36B7C365FC41D34F6158168730985E0D2E0FFF4306EEA55D74A88250501F56EA8AC126783F53C1F9DE0F7E61166E14143AFAC24D16DD4CB12AC7AA');
INSERT INTO said VALUES (1, 'https://data.example.org/article/ferry/s01', 'sentence', 0, 'The ministers of Norway and Chile met in Basel on Monday.');
INSERT INTO said VALUES (2, 'https://data.example.org/article/ferry/s02', 'sentence', 0, 'They agreed to run a ferry.');
INSERT INTO said VALUES (3, 'https://data.example.org/article/ferry', 'article', 2, 'Ferry talks');
INSERT INTO said VALUES (4, 'https://data.example.org/actor/the-gauge.mediaoutlet', 'actor', 3, 'The Gauge');
INSERT INTO said VALUES (5, 'https://data.example.org/article/ferry/actor/a1', 'actor', 3, 'ministers');
INSERT INTO said VALUES (6, 'https://data.example.org/article/ferry/actor/a1', 'actor', 5, 'The ministers');
INSERT INTO said VALUES (7, 'https://data.example.org/actor/norway-Q20', 'actor', 3, 'Norway');
INSERT INTO said VALUES (8, 'https://data.example.org/actor/chile-Q298', 'actor', 3, 'Chile');
INSERT INTO said VALUES (9, 'https://data.example.org/place/geonames-2661604', 'place', 3, 'Basel');
INSERT INTO said VALUES (10, 'https://data.example.org/place/geonames-2658434', 'place', 3, 'Switzerland');
INSERT INTO said VALUES (11, 'https://data.example.org/event/01M82X0F7MKWXTGDQ1K60970PJ', 'event', 3, 'Meeting between Norway and Chile in Basel, 24 February 2025');
INSERT INTO said VALUES (12, 'https://data.example.org/event/01M82X0F7MKWXTGDQ1K60970PK', 'event', 3, 'Agreement reached by ministers, 24 February 2025');
INSERT INTO said VALUES (15, 'https://data.example.org/article/hail/actor/a2', 'actor', 3, 'police');
INSERT INTO said VALUES (16, 'https://data.example.org/place/geonames-2661552', 'place', 3, 'Bern');
INSERT INTO said VALUES (19, 'https://data.example.org/event/01M82X0F9Z6WPBHDQBDK8844X6', 'event', 3, 'Official statement by police, 26 February 2025');
INSERT INTO said VALUES (20, 'https://data.example.org/article/hail/s01', 'sentence', 0, 'Three people were killed by hail in Bern on Sunday, police said.');
INSERT INTO said VALUES (21, 'https://data.example.org/article/hail/actor/a1', 'actor', 3, 'Three people');
INSERT INTO said VALUES (22, 'https://data.example.org/article/hail/claim/c1', 'claim', 1, 'Three people were killed by hail in Bern on Sunday');
INSERT INTO said VALUES (23, 'https://data.example.org/event/01M82X0F9Z6WPBHDQBDK8844X5', 'event', 3, 'Death (Three people) in Bern, 23 February 2025');
INSERT INTO said_until VALUES (6);
INSERT INTO filed VALUES (1, 'https://data.example.org/article/ferry/report/e1', 'https://data.example.org/article/ferry', '{"report": "https://data.example.org/article/ferry/report/e1", "article": "https://data.example.org/article/ferry", "types": ["Meeting"], "realised": true, "start": 739306, "end": 739306, "firm": true, "told": 739307, "places": ["https://data.example.org/place/geonames-2661604", "https://data.example.org/place/geonames-2658434"], "actors": [["https://data.example.org/actor/chile-Q298", "chile"], ["https://data.example.org/actor/norway-Q20", "norway"]], "words": ["meet"], "context": ["basel", "chil", "meet", "minister", "norwa"], "story": ["https://data.example.org/actor/chile-Q298", "https://data.example.org/actor/norway-Q20", "https://data.example.org/place/geonames-2661604"]}');
INSERT INTO filed VALUES (2, 'https://data.example.org/article/ferry/report/e2', 'https://data.example.org/article/ferry', '{"report": "https://data.example.org/article/ferry/report/e2", "article": "https://data.example.org/article/ferry", "types": ["AgreementReached"], "realised": true, "start": 739306, "end": 739306, "told": 739307, "groups": ["minister"], "words": ["agr"], "context": ["agr", "ferr", "run"], "story": ["https://data.example.org/actor/chile-Q298", "https://data.example.org/actor/norway-Q20", "https://data.example.org/place/geonames-2661604"]}');
INSERT INTO filed VALUES (4, 'https://data.example.org/article/hail/report/e2', 'https://data.example.org/article/hail', '{"report": "https://data.example.org/article/hail/report/e2", "article": "https://data.example.org/article/hail", "kind": "SpeechEvent", "types": ["OfficialStatement"], "realised": true, "start": 739308, "end": 739308, "told": 739308, "actors": [["police"]], "words": ["polic"], "context": ["bern", "hail", "kill", "polic"], "story": ["https://data.example.org/place/geonames-2661552"], "said": ["bern", "hail", "kill"]}');
INSERT INTO filed VALUES (5, 'https://data.example.org/article/hail/report/e1', 'https://data.example.org/article/hail', '{"report": "https://data.example.org/article/hail/report/e1", "article": "https://data.example.org/article/hail", "types": ["Death"], "realised": true, "start": 739305, "end": 739305, "firm": true, "told": 739308, "places": ["https://data.example.org/place/geonames-2661552", "https://data.example.org/place/geonames-2658434"], "figures": ["Killed=3"], "words": ["kill"], "context": ["bern", "hail", "kill", "polic"], "story": ["https://data.example.org/place/geonames-2661552"]}');
INSERT INTO filed VALUES (6, 'https://data.example.org/article/snow/report/e1', 'https://data.example.org/article/snow', '{"report": "https://data.example.org/article/snow/report/e1", "article": "https://data.example.org/article/snow", "types": ["Meeting"], "realised": true, "start": 739314, "end": 739314, "firm": true, "told": 739314, "places": ["https://data.example.org/place/geonames-3936456", "https://data.example.org/place/geonames-3932488"], "actors": [["https://data.example.org/actor/norway-Q20", "norway"], ["https://data.example.org/actor/peru-Q419", "peru"]], "words": ["meet"], "context": ["delegat", "lima", "meet", "norwa", "peru"], "story": ["https://data.example.org/actor/norway-Q20", "https://data.example.org/actor/peru-Q419", "https://data.example.org/place/geonames-3936456"]}');
INSERT INTO block VALUES (43654720307450225, 69311636591255567, 5);
INSERT INTO block VALUES (967894603509604634, 68516983220642947, 6);
INSERT INTO block VALUES (1140394233484688095, 71657220099947321, 2);
INSERT INTO block VALUES (1701779591260395780, 68441315242429732, 1);
INSERT INTO block VALUES (1743055935999750811, 68516983220642947, 6);
INSERT INTO block VALUES (1999211808882260160, 69311636591255567, 5);
INSERT INTO block VALUES (2293740251413012584, 71087545797605637, 4);
INSERT INTO block VALUES (2323361347171144243, 68441315242429732, 1);
INSERT INTO block VALUES (2486703836404217775, 68516983220642947, 6);
INSERT INTO block VALUES (2546537063139672067, 68441315242429732, 1);
INSERT INTO block VALUES (2552578537622796036, 71657220099947321, 2);
INSERT INTO block VALUES (3390702288551333520, 69311636591255567, 5);
INSERT INTO block VALUES (3458463969537695635, 68441315242429732, 1);
INSERT INTO block VALUES (3833051655149909167, 68516983220642947, 6);
INSERT INTO block VALUES (3916339252713179403, 68441315242429732, 1);
INSERT INTO block VALUES (3916339252713179403, 68516983220642947, 6);
INSERT INTO block VALUES (4040056611800964912, 69311636591255567, 5);
INSERT INTO block VALUES (4236849237069389752, 68441315242429732, 1);
INSERT INTO block VALUES (4753960382585049969, 71657220099947321, 2);
INSERT INTO block VALUES (4862077430408552539, 68441315242429732, 1);
INSERT INTO block VALUES (6119034390112812421, 71657220099947321, 2);
INSERT INTO block VALUES (6629552271171861108, 68516983220642947, 6);
INSERT INTO block VALUES (7045263638781436605, 68441315242429732, 1);
INSERT INTO block VALUES (7510503373290054055, 68441315242429732, 1);
INSERT INTO block VALUES (7524534087383596536, 68516983220642947, 6);
INSERT INTO block VALUES (7939579594512945278, 68516983220642947, 6);
INSERT INTO block VALUES (7957868541340251522, 68516983220642947, 6);
INSERT INTO block VALUES (8041640169858914952, 68441315242429732, 1);
INSERT INTO block VALUES (8161460221598715790, 71087545797605637, 4);
INSERT INTO block VALUES (8291634234212391726, 69311636591255567, 5);
INSERT INTO block VALUES (8320480300438696775, 68516983220642947, 6);
INSERT INTO block VALUES (8553564457184384075, 71657220099947321, 2);
INSERT INTO block VALUES (8830713655713843586, 68516983220642947, 6);
INSERT INTO block VALUES (8923355419829791335, 71657220099947321, 2);
INSERT INTO block VALUES (8977210666626871588, 68441315242429732, 1);
INSERT INTO block VALUES (9128830954669077511, 68441315242429732, 1);
INSERT INTO block VALUES (9128830954669077511, 68516983220642947, 6);
