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
CREATE TABLE "away_people" (
	"id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "withheld_posts" (
	"post_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX "candidates_of_author" ON "candidates" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "posts_of_author" ON "posts" USING btree ("author_id");