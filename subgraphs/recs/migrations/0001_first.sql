CREATE TABLE "dead_letters" (
	"handler" text NOT NULL,
	"event_id" uuid NOT NULL,
	"event" jsonb NOT NULL,
	"error" text NOT NULL,
	"attempts" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dead_letters_handler_event_id_pk" PRIMARY KEY("handler","event_id")
);
--> statement-breakpoint
CREATE TABLE "event_cursors" (
	"stream" text PRIMARY KEY NOT NULL,
	"epoch" text NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"scope" text PRIMARY KEY NOT NULL,
	"input_hash" text NOT NULL,
	"outcome" jsonb,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_topics" (
	"topic" text PRIMARY KEY NOT NULL,
	"last_seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"published_seq" bigint,
	"published_epoch" text,
	CONSTRAINT "outbox_event_id_unique" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"blocker_id" uuid NOT NULL,
	"blocked_id" uuid NOT NULL,
	CONSTRAINT "blocks_blocker_id_blocked_id_pk" PRIMARY KEY("blocker_id","blocked_id")
);
--> statement-breakpoint
CREATE TABLE "candidates" (
	"post_id" uuid PRIMARY KEY NOT NULL,
	"author_id" uuid NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"score" integer NOT NULL,
	"heat" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"words" text NOT NULL,
	"words_exact" "tsvector" GENERATED ALWAYS AS (lexemes(words)) STORED NOT NULL,
	"folded" text GENERATED ALWAYS AS (fold(words)) STORED NOT NULL,
	"words_folded" "tsvector" GENERATED ALWAYS AS (lexemes(fold(words))) STORED NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"author_id" uuid NOT NULL,
	"words" text NOT NULL,
	"words_exact" "tsvector" GENERATED ALWAYS AS (lexemes(words)) STORED NOT NULL,
	"folded" text GENERATED ALWAYS AS (fold(words)) STORED NOT NULL,
	"words_folded" "tsvector" GENERATED ALWAYS AS (lexemes(fold(words))) STORED NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_at" ON "idempotency_keys" USING btree ("at");--> statement-breakpoint
CREATE INDEX "inbox_at" ON "inbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("id") WHERE "outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_published" ON "outbox" USING btree ("published_at") WHERE "outbox"."published_at" is not null;--> statement-breakpoint
CREATE INDEX "blocks_blocked" ON "blocks" USING btree ("blocked_id");--> statement-breakpoint
CREATE INDEX "candidates_fresh" ON "candidates" USING btree ("published_at","post_id");--> statement-breakpoint
CREATE INDEX "candidates_popular" ON "candidates" USING btree ("heat","post_id") WHERE score > 0;--> statement-breakpoint
CREATE INDEX "people_exact" ON "people" USING gin ("words_exact") WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "people_folded" ON "people" USING gin ("words_folded") WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "people_similar" ON "people" USING gin ("folded" gin_trgm_ops) WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "people_since" ON "people" USING btree ("since","id");--> statement-breakpoint
CREATE INDEX "posts_exact" ON "posts" USING gin ("words_exact") WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "posts_folded" ON "posts" USING gin ("words_folded") WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "posts_similar" ON "posts" USING gin ("folded" gin_trgm_ops) WITH (fastupdate=off);--> statement-breakpoint
CREATE INDEX "posts_newest" ON "posts" USING btree ("published_at","id");