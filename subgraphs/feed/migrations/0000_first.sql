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
CREATE TABLE "follows" (
	"followee_id" uuid NOT NULL,
	"follower_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "follows_followee_id_follower_id_pk" PRIMARY KEY("followee_id","follower_id")
);
--> statement-breakpoint
CREATE TABLE "author_posts" (
	"author_id" uuid NOT NULL,
	"post_id" uuid NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "author_posts_author_id_post_id_pk" PRIMARY KEY("author_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "home_log" (
	"owner_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"item_id" uuid NOT NULL,
	"post_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "home_log_owner_id_seq_pk" PRIMARY KEY("owner_id","seq")
);
--> statement-breakpoint
CREATE TABLE "home_trims_due" (
	"owner_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inboxes" (
	"recipient_id" uuid PRIMARY KEY NOT NULL,
	"unread_count" integer NOT NULL,
	"version" bigint NOT NULL,
	"read_up_to" bigint DEFAULT 0 NOT NULL,
	"marker_seq" bigint,
	"marker_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notification_actors" (
	"notification_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "notification_actors_notification_id_actor_id_pk" PRIMARY KEY("notification_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recipient_id" uuid NOT NULL,
	"type" text NOT NULL,
	"group_key" text NOT NULL,
	"post_id" uuid,
	"comment_id" uuid,
	"actor_count" integer NOT NULL,
	"newest_actors" uuid[] NOT NULL,
	"seq" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_at" ON "idempotency_keys" USING btree ("at");--> statement-breakpoint
CREATE INDEX "inbox_at" ON "inbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("id") WHERE "outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_published" ON "outbox" USING btree ("published_at") WHERE "outbox"."published_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "home_log_post" ON "home_log" USING btree ("post_id","owner_id") WHERE kind = 'added' and removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "home_log_item" ON "home_log" USING btree ("item_id") WHERE kind = 'added' and removed_at is null;--> statement-breakpoint
CREATE INDEX "notification_actors_newest" ON "notification_actors" USING btree ("notification_id","seq");--> statement-breakpoint
CREATE INDEX "notification_actors_between" ON "notification_actors" USING btree ("recipient_id","actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_log" ON "notifications" USING btree ("recipient_id","seq");--> statement-breakpoint
CREATE INDEX "notifications_group" ON "notifications" USING btree ("recipient_id","group_key","seq");--> statement-breakpoint
CREATE INDEX "notifications_post" ON "notifications" USING btree ("post_id") WHERE post_id is not null;