-- Both are trusted extensions: whoever owns the database may install them.
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;--> statement-breakpoint
-- Without accents, in lower case. unaccent() itself is only STABLE, for its dictionary could be changed: this one names
-- the dictionary that Postgres ships, which we do not change. Names are qualified, for indexes are also maintained with
-- an empty search path.
CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent', words)) $$;--> statement-breakpoint
-- Words that are separated by spaces, as they are: without a parser and without stemming.
CREATE FUNCTION lexemes(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT array_to_tsvector(array_remove(string_to_array(words, ' '), '')) $$;--> statement-breakpoint
-- Matches what has all the words, in any order; with is_prefix the last one may go on.
CREATE FUNCTION all_words(words text, is_prefix boolean) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT (string_agg(quote_literal(lexeme), ' & ' ORDER BY position) || CASE WHEN is_prefix THEN ':*' ELSE '' END)::tsquery
  FROM unnest(array_remove(string_to_array(words, ' '), '')) WITH ORDINALITY AS word (lexeme, position) $$;
