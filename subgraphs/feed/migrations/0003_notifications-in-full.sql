CREATE TABLE "erasures_due" (
	"step" text NOT NULL,
	"user_id" uuid NOT NULL,
	"erasure_id" uuid NOT NULL,
	"heard" text[] NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "erasures_due_step_user_id_pk" PRIMARY KEY("step","user_id")
);
--> statement-breakpoint
CREATE TABLE "exports_due" (
	"export_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"include_media" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limited_posts" (
	"post_id" uuid PRIMARY KEY NOT NULL,
	"author_id" uuid NOT NULL,
	"for_followers" boolean DEFAULT false NOT NULL,
	"is_withheld" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"person_id" uuid NOT NULL,
	"type" text NOT NULL,
	"in_app" boolean NOT NULL,
	"from" text NOT NULL,
	CONSTRAINT "notification_preferences_person_id_type_pk" PRIMARY KEY("person_id","type")
);
--> statement-breakpoint
CREATE TABLE "hidden_people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"is_private" boolean DEFAULT false NOT NULL,
	"is_away" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "caught_up" (
	"owner_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crowd_posts" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crowd_posts_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"post_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crowds" (
	"source_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "followed_sources" (
	"source_id" uuid NOT NULL,
	"follower_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "followed_sources_source_id_follower_id_pk" PRIMARY KEY("source_id","follower_id")
);
--> statement-breakpoint
ALTER TABLE "home_log" ADD COLUMN "reason" text DEFAULT 'AUTHOR' NOT NULL;--> statement-breakpoint
ALTER TABLE "home_log" ADD COLUMN "source_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "board_id" uuid;--> statement-breakpoint
CREATE INDEX "limited_posts_of_author" ON "limited_posts" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "crowd_posts_newest" ON "crowd_posts" USING btree ("source_id","seq");--> statement-breakpoint
CREATE INDEX "crowd_posts_of_author" ON "crowd_posts" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "crowd_posts_post" ON "crowd_posts" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "followed_sources_of" ON "followed_sources" USING btree ("follower_id","source_id");--> statement-breakpoint
CREATE INDEX "blocks_of_blocked" ON "blocks" USING btree ("blocked_id");--> statement-breakpoint
CREATE INDEX "follows_of" ON "follows" USING btree ("follower_id","followee_id");--> statement-breakpoint
CREATE INDEX "follows_notified" ON "follows" USING btree ("followee_id","follower_id") WHERE notify_on_post;--> statement-breakpoint
CREATE INDEX "home_log_removed_of_author" ON "home_log" USING btree ("author_id") WHERE kind = 'removed' or removed_at is not null;--> statement-breakpoint
CREATE INDEX "home_log_removed_of_source" ON "home_log" USING btree ("source_id") WHERE kind = 'removed' or removed_at is not null;--> statement-breakpoint
CREATE INDEX "mutes_of_muted" ON "mutes" USING btree ("muted_id");--> statement-breakpoint
CREATE INDEX "notification_actors_of_actor" ON "notification_actors" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "notifications_comment" ON "notifications" USING btree ("comment_id") WHERE comment_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_board" ON "notifications" USING btree ("board_id") WHERE board_id is not null;