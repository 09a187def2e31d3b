CREATE TABLE "audiences" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"is_private" boolean DEFAULT false NOT NULL,
	"approve_followers" boolean DEFAULT false NOT NULL,
	"who_can_comment" text DEFAULT 'EVERYONE' NOT NULL,
	"who_can_mention" text DEFAULT 'EVERYONE' NOT NULL,
	"discoverable" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "board_activity" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"pin_id" uuid,
	"saver_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "board_activity_board_id_seq_pk" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "board_follows" (
	"board_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "board_follows_board_id_user_id_pk" PRIMARY KEY("board_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "board_sweeps" (
	"board_id" uuid PRIMARY KEY NOT NULL,
	"after_post" uuid,
	"due_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collaborators" (
	"board_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"invited_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	CONSTRAINT "collaborators_board_id_user_id_pk" PRIMARY KEY("board_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "followed_hashtags" (
	"user_id" uuid NOT NULL,
	"hashtag_id" uuid NOT NULL,
	"name" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "followed_hashtags_user_id_hashtag_id_pk" PRIMARY KEY("user_id","hashtag_id")
);
--> statement-breakpoint
CREATE TABLE "follow_requests" (
	"follower_id" uuid NOT NULL,
	"followee_id" uuid NOT NULL,
	"notify_on_post" boolean DEFAULT false NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "follow_requests_follower_id_followee_id_pk" PRIMARY KEY("follower_id","followee_id")
);
--> statement-breakpoint
CREATE TABLE "opened_gates" (
	"followee_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hashtags" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "post_hashtags" (
	"hashtag_id" uuid NOT NULL,
	"post_id" uuid NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_hashtags_post_id_hashtag_id_pk" PRIMARY KEY("post_id","hashtag_id")
);
--> statement-breakpoint
CREATE TABLE "keyword_filters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"phrase" text NOT NULL,
	"whole_word" boolean NOT NULL,
	"places" text[] NOT NULL,
	"action" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list_members" (
	"list_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "list_members_list_id_member_id_pk" PRIMARY KEY("list_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"member_count" integer DEFAULT 0 NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mutes" (
	"muter_id" uuid NOT NULL,
	"muted_id" uuid NOT NULL,
	"level" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	CONSTRAINT "mutes_muter_id_muted_id_pk" PRIMARY KEY("muter_id","muted_id")
);
--> statement-breakpoint
CREATE TABLE "post_revisions" (
	"post_id" uuid NOT NULL,
	"version" bigint NOT NULL,
	"text" text,
	"spans" jsonb NOT NULL,
	"visibility" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_revisions_post_id_version_pk" PRIMARY KEY("post_id","version")
);
--> statement-breakpoint
CREATE TABLE "sections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"board_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handles" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "kind" text DEFAULT 'IMAGE' NOT NULL;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "cover_asset_id" uuid;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "cover_pin_id" uuid;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "is_default" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "last_saved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "active_at" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce("boards"."last_saved_at", "boards"."created_at")) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "notify_on_post" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "section_id" uuid;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "saved_from_id" uuid;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "is_secret" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "moved_to" text collate "C";--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "place" text collate "C" GENERATED ALWAYS AS (coalesce("pins"."moved_to", replace("pins"."id"::text, '-', '') || '8')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "spans" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "hashtags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "link" text;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "sensitive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "content_warning" text;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "origin" text DEFAULT 'USER' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "quote_of" uuid;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "repost_of" uuid;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "edited_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "publish_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "waits_since" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "board_activity_at" ON "board_activity" USING btree ("at");--> statement-breakpoint
CREATE INDEX "board_follows_of_person" ON "board_follows" USING btree ("user_id","since" desc,"board_id" desc);--> statement-breakpoint
CREATE INDEX "board_sweeps_due" ON "board_sweeps" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "collaborators_of_board" ON "collaborators" USING btree ("board_id","invited_at" desc,"user_id" desc);--> statement-breakpoint
CREATE INDEX "collaborations_of_person" ON "collaborators" USING btree ("user_id","invited_at" desc,"board_id" desc);--> statement-breakpoint
CREATE INDEX "followed_hashtags_of_user" ON "followed_hashtags" USING btree ("user_id","since" desc,"hashtag_id" desc);--> statement-breakpoint
CREATE INDEX "follow_requests_of_followee" ON "follow_requests" USING btree ("followee_id","at" desc,"follower_id" desc);--> statement-breakpoint
CREATE INDEX "posts_of_hashtag" ON "post_hashtags" USING btree ("hashtag_id","published_at" desc,"post_id" desc);--> statement-breakpoint
CREATE INDEX "keyword_filters_of_owner" ON "keyword_filters" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "keyword_filters_to_end" ON "keyword_filters" USING btree ("expires_at") WHERE "keyword_filters"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "list_members_newest" ON "list_members" USING btree ("list_id","added_at" desc,"member_id" desc);--> statement-breakpoint
CREATE INDEX "list_members_between" ON "list_members" USING btree ("owner_id","member_id");--> statement-breakpoint
CREATE INDEX "lists_of_owner" ON "lists" USING btree ("owner_id","created_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "mutes_of_muter" ON "mutes" USING btree ("muter_id","since" desc,"muted_id" desc);--> statement-breakpoint
CREATE INDEX "mutes_to_end" ON "mutes" USING btree ("until") WHERE "mutes"."until" is not null;--> statement-breakpoint
CREATE INDEX "sections_of_board" ON "sections" USING btree ("board_id","position","id");--> statement-breakpoint
CREATE INDEX "handles_handle" ON "handles" USING btree ("handle");--> statement-breakpoint
CREATE INDEX "blocks_of_blocker" ON "blocks" USING btree ("blocker_id","since" desc,"blocked_id" desc);--> statement-breakpoint
CREATE INDEX "boards_of_owner_by_save" ON "boards" USING btree ("owner_id","privacy","active_at" desc,"id" desc);--> statement-breakpoint
CREATE UNIQUE INDEX "boards_one_default" ON "boards" USING btree ("owner_id") WHERE "boards"."is_default";--> statement-breakpoint
CREATE INDEX "pins_of_board_by_place" ON "pins" USING btree ("board_id","place" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "pins_of_section" ON "pins" USING btree ("section_id","saved_at" desc,"id" desc) WHERE "pins"."section_id" is not null;--> statement-breakpoint
CREATE INDEX "pins_of_section_by_place" ON "pins" USING btree ("section_id","place" desc,"id" desc) WHERE "pins"."section_id" is not null;--> statement-breakpoint
CREATE INDEX "posts_unpublished" ON "posts" USING btree ("author_id","created_at" desc,"id" desc) WHERE "posts"."state" in ('DRAFT', 'SCHEDULED');--> statement-breakpoint
CREATE INDEX "posts_due" ON "posts" USING btree ("publish_at") WHERE "posts"."state" = 'SCHEDULED';--> statement-breakpoint
CREATE UNIQUE INDEX "reposts_once" ON "posts" USING btree ("repost_of","author_id") WHERE repost_of is not null and state <> 'DELETED';--> statement-breakpoint
-- What is kept on a board that is not public was secret before there was a column that says so.
UPDATE "pins" SET "is_secret" = true FROM "boards" WHERE "boards"."id" = "pins"."board_id" AND "boards"."privacy" <> 'PUBLIC';
