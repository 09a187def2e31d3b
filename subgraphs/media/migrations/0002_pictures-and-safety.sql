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
CREATE TABLE "pictures" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"perceptual_hash" bigint NOT NULL,
	"camera" jsonb,
	"animated_webp_key" text,
	"animated_mp4_key" text
);
--> statement-breakpoint
CREATE TABLE "safety_labels" (
	"asset_id" uuid NOT NULL,
	"source" text NOT NULL,
	"label" text NOT NULL,
	"score" real NOT NULL,
	"top_score" real NOT NULL,
	"model" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "safety_labels_asset_id_source_label_pk" PRIMARY KEY("asset_id","source","label")
);
--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "frames" integer;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "shows_camera" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "safety_state" text;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "is_sensitive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "model_sensitivity" text;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "moderator_sensitivity" text;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_asset_id_assets_id_fk" FOREIGN KEY ("asset_id") REFERENCES "public"."assets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_labels" ADD CONSTRAINT "safety_labels_asset_id_assets_id_fk" FOREIGN KEY ("asset_id") REFERENCES "public"."assets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pictures_owner" ON "pictures" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "assets_unjudged" ON "assets" USING btree ("created_at") WHERE "assets"."safety_state" = 'PENDING';--> statement-breakpoint
CREATE INDEX "assets_in_work" ON "assets" USING btree ("created_at") WHERE "assets"."state" = 'PROCESSING' and "assets"."kind" = 'IMAGE';