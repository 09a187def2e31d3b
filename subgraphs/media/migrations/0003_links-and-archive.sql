CREATE TABLE "captions" (
	"asset_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"label" text NOT NULL,
	"key" text NOT NULL,
	"bytes" integer NOT NULL,
	"webvtt" text,
	"is_default" boolean NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "captions_asset_id_locale_pk" PRIMARY KEY("asset_id","locale")
);
--> statement-breakpoint
CREATE TABLE "removals" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"is_released_by_social" boolean DEFAULT false NOT NULL,
	"is_released_by_users" boolean DEFAULT false NOT NULL,
	"kept_at" timestamp (3) with time zone,
	"released_at" timestamp (3) with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"try_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "link_assets" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"link_id" uuid NOT NULL,
	"post_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"url" text NOT NULL,
	"clicks" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_hosts" (
	"origin" text PRIMARY KEY NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL,
	"robots" text,
	"robots_good_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"state" text DEFAULT 'PENDING' NOT NULL,
	"title" text,
	"description" text,
	"site_name" text,
	"picture_id" uuid,
	"icon_key" text,
	"requested_at" timestamp (3) with time zone,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "removing_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "looked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "storage" text DEFAULT 'HOT' NOT NULL;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "restore_eta" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "retries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "retries_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "discarded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "videos" ADD COLUMN "captioned_hls_key" text;--> statement-breakpoint
ALTER TABLE "videos" ADD COLUMN "captioned_of" text;--> statement-breakpoint
ALTER TABLE "captions" ADD CONSTRAINT "captions_asset_id_assets_id_fk" FOREIGN KEY ("asset_id") REFERENCES "public"."assets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_assets" ADD CONSTRAINT "link_assets_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_picture_id_assets_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."assets"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "removals_to_try" ON "removals" USING btree ("try_at") WHERE "removals"."try_at" is not null;--> statement-breakpoint
CREATE INDEX "removals_of_owner" ON "removals" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "removals_done" ON "removals" USING btree ("removed_at") WHERE "removals"."removed_at" is not null;--> statement-breakpoint
CREATE INDEX "link_assets_link" ON "link_assets" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "link_assets_post" ON "link_assets" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "link_assets_owner" ON "link_assets" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "links_picture" ON "links" USING btree ("picture_id") WHERE "links"."picture_id" is not null;--> statement-breakpoint
CREATE INDEX "assets_unused" ON "assets" USING btree ("created_at") WHERE "assets"."state" = 'READY' and "assets"."used_at" is null and "assets"."removing_at" is null;--> statement-breakpoint
CREATE INDEX "assets_to_cool" ON "assets" USING btree (coalesce("looked_at", "created_at")) WHERE "assets"."state" = 'READY' and "assets"."storage" in ('HOT', 'COOLING');--> statement-breakpoint
CREATE INDEX "assets_to_discard" ON "assets" USING btree ("finished_at") WHERE "assets"."state" = 'FAILED' and "assets"."discarded_at" is null;