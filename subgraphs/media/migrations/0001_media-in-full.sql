CREATE TABLE "video_runs" (
	"asset_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"runs" smallint DEFAULT 0 NOT NULL,
	"excused" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "video_runs_asset_id_stage_pk" PRIMARY KEY("asset_id","stage")
);
--> statement-breakpoint
CREATE TABLE "videos" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"duration_ms" integer NOT NULL,
	"has_sound" boolean NOT NULL,
	"hls_key" text NOT NULL,
	"mp4_key" text NOT NULL,
	"storyboard_key" text,
	"preview_key" text,
	"first" jsonb NOT NULL,
	"sound_bandwidth" integer,
	"sound_average_bandwidth" integer
);
--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "protocol" text DEFAULT 'SINGLE_PUT' NOT NULL;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "part_bytes" integer;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "multipart_id" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "source_url" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "check_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "swept_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "video_runs" ADD CONSTRAINT "video_runs_asset_id_assets_id_fk" FOREIGN KEY ("asset_id") REFERENCES "public"."assets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "videos" ADD CONSTRAINT "videos_asset_id_assets_id_fk" FOREIGN KEY ("asset_id") REFERENCES "public"."assets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "video_runs_waiting" ON "video_runs" USING btree ("stage","queued_at") WHERE "video_runs"."started_at" is null and "video_runs"."done_at" is null;--> statement-breakpoint
CREATE INDEX "video_runs_served" ON "video_runs" USING btree ("owner_id","stage","started_at");--> statement-breakpoint
CREATE INDEX "uploads_to_check" ON "uploads" USING btree ("check_at") WHERE "uploads"."finished_at" is null and "uploads"."expired_at" is null and "uploads"."check_at" is not null;--> statement-breakpoint
CREATE INDEX "uploads_to_sweep" ON "uploads" USING btree ("expired_at") WHERE "uploads"."expired_at" is not null and "uploads"."swept_at" is null;