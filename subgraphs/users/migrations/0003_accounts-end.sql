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
CREATE TABLE "erasure_confirmations" (
	"erasure_id" uuid NOT NULL,
	"part" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "erasure_confirmations_erasure_id_part_pk" PRIMARY KEY("erasure_id","part")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"reason" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"erases_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "data_exports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"include_media" boolean NOT NULL,
	"state" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"ready_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"bytes" bigint
);
--> statement-breakpoint
CREATE TABLE "export_parts" (
	"export_id" uuid NOT NULL,
	"part" text NOT NULL,
	CONSTRAINT "export_parts_export_id_part_pk" PRIMARY KEY("export_id","part")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"provider_name" text NOT NULL,
	"email" text,
	"linked_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_issuer_subject_pk" PRIMARY KEY("issuer","subject"),
	CONSTRAINT "identities_of_user" UNIQUE("user_id","issuer")
);
--> statement-breakpoint
CREATE TABLE "sign_in_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"challenge" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"provider_name" text NOT NULL,
	"email" text,
	"email_verified" boolean NOT NULL,
	"display_name" text,
	"opened_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "profiles" ADD COLUMN "suspended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "erasure_confirmations" ADD CONSTRAINT "erasure_confirmations_erasure_id_erasures_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "public"."erasures"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_exports" ADD CONSTRAINT "data_exports_user_id_accounts_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_parts" ADD CONSTRAINT "export_parts_export_id_data_exports_id_fk" FOREIGN KEY ("export_id") REFERENCES "public"."data_exports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_accounts_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_one_per_person" ON "erasures" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "erasures_to_start" ON "erasures" USING btree ("erases_at") WHERE "erasures"."started_at" is null and "erasures"."cancelled_at" is null;--> statement-breakpoint
CREATE INDEX "data_exports_of_user" ON "data_exports" USING btree ("user_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "data_exports_one_at_a_time" ON "data_exports" USING btree ("user_id") WHERE "data_exports"."state" in ('QUEUED', 'RUNNING');--> statement-breakpoint
CREATE INDEX "data_exports_open" ON "data_exports" USING btree ("requested_at") WHERE "data_exports"."state" in ('QUEUED', 'RUNNING');--> statement-breakpoint
CREATE INDEX "data_exports_to_expire" ON "data_exports" USING btree ("expires_at") WHERE "data_exports"."state" = 'READY';--> statement-breakpoint
CREATE INDEX "sign_in_codes_ends_at" ON "sign_in_codes" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "ready_asset_owners_of_owner" ON "ready_asset_owners" USING btree ("owner_id");