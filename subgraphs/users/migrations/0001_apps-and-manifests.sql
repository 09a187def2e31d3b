CREATE TABLE "api_keys" (
	"hash" text PRIMARY KEY NOT NULL,
	"app_id" uuid NOT NULL,
	"ends_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "apps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"first_party" boolean DEFAULT false NOT NULL,
	"api_key_hint" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_names" (
	"name" text PRIMARY KEY NOT NULL,
	"app_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "manifest_operations" (
	"manifest_id" uuid NOT NULL,
	"operation_id" text NOT NULL,
	"name" text NOT NULL,
	"body" text NOT NULL,
	"cost" integer NOT NULL,
	CONSTRAINT "manifest_operations_manifest_id_operation_id_pk" PRIMARY KEY("manifest_id","operation_id")
);
--> statement-breakpoint
CREATE TABLE "manifests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"app_id" uuid,
	"client" text NOT NULL,
	"version" text NOT NULL,
	"state" text NOT NULL,
	"operation_count" integer DEFAULT 0 NOT NULL,
	"body_bytes" integer DEFAULT 0 NOT NULL,
	"max_operation_cost" integer DEFAULT 0 NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"position" bigint,
	CONSTRAINT "manifests_position" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "operation_uses" (
	"manifest_id" uuid NOT NULL,
	"operation_id" text NOT NULL,
	"use_count" bigint NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "operation_uses_manifest_id_operation_id_pk" PRIMARY KEY("manifest_id","operation_id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "apps" ADD CONSTRAINT "apps_owner_id_accounts_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_names" ADD CONSTRAINT "client_names_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "manifest_operations" ADD CONSTRAINT "manifest_operations_manifest_id_manifests_id_fk" FOREIGN KEY ("manifest_id") REFERENCES "public"."manifests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "manifests" ADD CONSTRAINT "manifests_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation_uses" ADD CONSTRAINT "operation_uses_manifest_id_manifests_id_fk" FOREIGN KEY ("manifest_id") REFERENCES "public"."manifests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_of_app" ON "api_keys" USING btree ("app_id");--> statement-breakpoint
CREATE INDEX "apps_of_owner" ON "apps" USING btree ("owner_id","id");--> statement-breakpoint
CREATE INDEX "client_names_of_app" ON "client_names" USING btree ("app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "manifests_client_version" ON "manifests" USING btree ("client","version") WHERE "manifests"."app_id" is not null;--> statement-breakpoint
CREATE INDEX "manifests_of_app" ON "manifests" USING btree ("app_id","id");--> statement-breakpoint
CREATE INDEX "manifests_drafts" ON "manifests" USING btree ("stored_at") WHERE "manifests"."state" = 'DRAFT';--> statement-breakpoint
CREATE INDEX "manifests_of_nobody" ON "manifests" USING btree ("retired_at") WHERE "manifests"."app_id" is null;