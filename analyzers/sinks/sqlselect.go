package sinks

import "strings"

// selects reads a query. One that locks its rows writes none; one that calls a
// function that is not known to read may write by it.
func selects(verb string, toks []tok) statement {
	depth := 0
	for i, t := range toks {
		switch {
		case t.sign == '(':
			depth++
			if i > 0 && depth > 0 {
				if name := calledFunction(toks, i); name != "" {
					return statement{kind: calls, verb: "call", what: "SELECT " + name + "()"}
				}
			}
		case t.sign == ')':
			depth--
			if depth < 0 {
				return statement{kind: reads, verb: verb} // the query within a list of "with" ends
			}
		case t.is("into") && depth == 0 && verb == "select" && i+1 < len(toks) && toks[i+1].name != "" && hasWord(toks[i:], "from"):
			name, _ := tableName(toks[i+1:])
			return statement{kind: ddl, verb: "ddl", table: name, what: label("SELECT INTO", name)}
		}
	}
	return statement{kind: reads, verb: verb}
}

// calledFunction is the function before the parenthesis at i, when it is none
// that is known to read.
func calledFunction(toks []tok, i int) string {
	t := toks[i-1]
	if t.word == "" || t.open {
		return ""
	}
	if readingFunctions[t.word] || sqlKeywords[t.word] {
		return ""
	}
	for _, p := range readingPrefixes {
		if strings.HasPrefix(t.word, p) {
			return ""
		}
	}
	if i >= 2 {
		before := toks[i-2]
		if before.sign == '.' && i >= 3 && toks[i-3].is("pg_catalog", "information_schema") {
			return ""
		}
		// An alias with its columns, "as t(a, b)" or ") t(a, b)".
		if before.is("as", "with", "recursive", "from", "join") && !before.is("from", "join") || before.sign == ')' {
			return ""
		}
	}
	// The list of a common table, "x(a) as (".
	depth := 0
	for j := i; j < len(toks); j++ {
		switch toks[j].sign {
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 {
				if j+2 < len(toks) && toks[j+1].is("as") && (toks[j+2].sign == '(' || toks[j+2].is("materialized")) {
					return ""
				}
				return t.word
			}
		}
	}
	return t.word
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// sqlKeywords stand before a parenthesis and call nothing.
var sqlKeywords = set(`in exists values and or not any all some as over filter using from join lateral on where
	select when then else case with by array row rows cast distinct union except intersect interval partition
	between is null like ilike similar within group order having limit offset set return returning if
	key primary unique check references index conflict materialized only table unnest xmltable tablesample
	grouping sets rollup cube window current_timestamp current_date current_time localtime localtimestamp
	varchar char character varying numeric decimal float double precision bit timestamp timestamptz time timetz
	int integer bigint smallint text varbinary binary nvarchar nchar datetime datetime2 number unsigned signed`)

// readingFunctions change nothing, in the dialects that Go programs speak.
var readingFunctions = set(`count sum avg min max total coalesce nullif ifnull isnull nvl iif greatest least now lower upper
	length len char_length octet_length substr substring trim ltrim rtrim btrim concat concat_ws replace translate
	left right lpad rpad reverse repeat position strpos instr locate find_in_set field split_part initcap ascii chr
	format printf quote_ident quote_literal md5 sha1 sha2 sha256 sha512 crc32 digest hmac crypt gen_salt encode decode hex unhex
	abs ceil ceiling floor round trunc truncate mod power pow sqrt exp ln log sign random rand gen_random_uuid
	gen_random_bytes uuid uuid_generate_v4 newid extract date time datetime julianday unixepoch strftime age
	timezone timezoneoffset unix_timestamp from_unixtime timestampdiff timestampadd datediff dateadd datename
	datepart year month day hour minute second week quarter dayofweek dayofmonth dayofyear makedate make_date
	make_timestamp make_interval str_to_date clock_timestamp statement_timestamp transaction_timestamp sysdate getdate
	utc_timestamp curdate curtime addtime adddate subdate last_day
	row_number rank dense_rank percent_rank ntile lag lead first_value last_value nth_value cume_dist every
	group_concat listagg stddev variance var_pop var_samp corr mode median first last any_value
	generate_series unnest cardinality convert convert_tz cast try_cast typeof pg_typeof col_description
	obj_description format_type version database schema user current_user session_user current_schema
	current_schemas current_database current_setting row_to_json hstore similarity word_similarity
	soundex levenshtein unaccent setweight websearch_to_tsquery plainto_tsquery phraseto_tsquery numnode
	exists last_insert_id last_insert_rowid changes scope_identity found_rows row_count currval lastval
	nextval setval set_config txid_current txid_current_snapshot inet_server_addr host family masklen network set_masklen
	int4range int8range tsrange tstzrange daterange numrange lower_inc upper_inc isempty range_merge overlaps
	box point circle polygon match against bm25 snippet highlight rowid toyyyymm todate uniq uniqexact quantile argmax argmin
	decode_oid nullable num_nulls num_nonnulls trunc_date width_bucket degrees radians sin cos tan acos asin atan atan2 pi
	ora_hash to_char object_id serverproperty sysdatetime charindex patindex stuff string_split isjson sleep benchmark`)

// readingPrefixes begin the names of families of functions that read.
var readingPrefixes = []string{"json", "array_", "regexp_", "to_", "tostart", "todate", "toint", "tostring", "formatdatetime", "date_", "pg_get_", "pg_size", "pg_table", "pg_total", "pg_database",
	"pg_relation", "pg_is_", "pg_backend", "pg_advisory", "pg_try_advisory", "pg_column", "pg_index", "pg_stat", "pg_current", "pg_wal", "pg_last", "pg_sleep",
	"has_", "string_", "percentile_", "bit_", "bool_", "ts_", "st_", "is_", "sqlite_", "current_", "uuid_", "xml", "inet_", "ascii_", "pragma_"}
