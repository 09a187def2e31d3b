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
CREATE TABLE "comment_likes" (
	"comment_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"liked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "comment_likes_comment_id_user_id_pk" PRIMARY KEY("comment_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "ended_comments" (
	"comment_id" uuid PRIMARY KEY NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "flagged_assets" (
	"asset_id" uuid NOT NULL,
	"label" text,
	"score" double precision,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "flagged_assets_asset_id_pk" PRIMARY KEY("asset_id")
);
--> statement-breakpoint
CREATE TABLE "moderation_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"state" text DEFAULT 'OPEN' NOT NULL,
	"reports" integer DEFAULT 0 NOT NULL,
	"label" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"verdict" text,
	"reason" text,
	"decided_at" timestamp (3) with time zone,
	"appeal" text,
	"appealed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "moderation_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "moderation_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" uuid NOT NULL,
	"moderator_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"reporter_id" uuid NOT NULL,
	"category" text NOT NULL,
	"comment" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suspensions" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public_events" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"post_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audiences" ADD COLUMN "is_away" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "spans" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "asset_id" uuid;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "root_id" uuid;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "likes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "edited_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "hidden_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "link_asset_id" uuid;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "is_marked_sensitive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "comment_likes_of_person" ON "comment_likes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "likes_of_comment" ON "comment_likes" USING btree ("comment_id","liked_at" desc,"user_id" desc);--> statement-breakpoint
CREATE INDEX "ended_comments_at" ON "ended_comments" USING btree ("ended_at");--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_cases_one_open" ON "moderation_cases" USING btree ("subject_id") WHERE "moderation_cases"."state" = 'OPEN';--> statement-breakpoint
CREATE INDEX "moderation_cases_of_owner" ON "moderation_cases" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "moderation_cases_by_state" ON "moderation_cases" USING btree ("state","opened_at","id");--> statement-breakpoint
CREATE INDEX "moderation_notices" ON "moderation_cases" USING btree ("owner_id","decided_at" desc,"id" desc) WHERE "moderation_cases"."verdict" is not null;--> statement-breakpoint
CREATE INDEX "moderation_log_of_case" ON "moderation_log" USING btree ("case_id","id" desc);--> statement-breakpoint
CREATE INDEX "moderation_log_of_moderator" ON "moderation_log" USING btree ("moderator_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_once" ON "reports" USING btree ("case_id","reporter_id");--> statement-breakpoint
CREATE INDEX "reports_of_case" ON "reports" USING btree ("case_id","at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "reports_of_person" ON "reports" USING btree ("reporter_id","at" desc);--> statement-breakpoint
CREATE INDEX "public_events_at" ON "public_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "public_events_of_author" ON "public_events" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "boards_with_cover" ON "boards" USING btree ("cover_asset_id") WHERE "boards"."cover_asset_id" is not null;--> statement-breakpoint
CREATE INDEX "comments_of_author" ON "comments" USING btree ("author_id","id");--> statement-breakpoint
CREATE INDEX "comments_mentioning" ON "comments" USING gin ("spans" jsonb_path_ops) WHERE "comments"."spans" @> '[{"target":{"kind":"user"}}]';--> statement-breakpoint
CREATE INDEX "comments_on_post" ON "comments" USING btree ("post_id","created_at","id") WHERE "comments"."parent_id" is null;--> statement-breakpoint
CREATE INDEX "replies_of_comment" ON "comments" USING btree ("parent_id","created_at","id") WHERE "comments"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX "comments_top" ON "comments" USING btree (coalesce("parent_id", "post_id"),"likes" desc,"created_at","id");--> statement-breakpoint
CREATE INDEX "likes_of_person" ON "likes" USING btree ("user_id","liked_at" desc,"post_id" desc);--> statement-breakpoint
CREATE INDEX "list_members_of_member" ON "list_members" USING btree ("member_id","list_id");--> statement-breakpoint
CREATE INDEX "mutes_of_muted" ON "mutes" USING btree ("muted_id");--> statement-breakpoint
CREATE INDEX "post_revisions_mentioning" ON "post_revisions" USING gin ("spans" jsonb_path_ops) WHERE "post_revisions"."spans" @> '[{"target":{"kind":"user"}}]';--> statement-breakpoint
CREATE INDEX "posts_of_author_otherwise" ON "posts" USING btree ("author_id","id") WHERE "posts"."state" in ('WAITING_FOR_MEDIA', 'FAILED', 'REMOVED', 'DELETED');--> statement-breakpoint
CREATE INDEX "posts_mentioning" ON "posts" USING gin ("spans" jsonb_path_ops) WHERE "posts"."spans" @> '[{"target":{"kind":"user"}}]';--> statement-breakpoint
CREATE INDEX "posts_showing_asset" ON "posts" USING gin ("asset_ids") WHERE "posts"."state" = 'PUBLISHED' and "posts"."asset_ids" <> '{}';--> statement-breakpoint
-- The audit log of moderation grows, and nothing else. Only who erases a person may write in it, and says so first:
-- select set_config('varal.erasing', 'on', true), which holds until the transaction ends.
create or replace function moderation_log_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op <> 'TRUNCATE' and current_setting('varal.erasing', true) = 'on' then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  raise exception 'The moderation log is append-only';
end
$$;--> statement-breakpoint
create or replace trigger moderation_log_append_only
  before update or delete on moderation_log
  for each row execute function moderation_log_is_append_only();--> statement-breakpoint
create or replace trigger moderation_log_not_truncated
  before truncate on moderation_log
  for each statement execute function moderation_log_is_append_only();
