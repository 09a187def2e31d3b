CREATE TABLE "post_activity" (
	"post_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"comment_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_activity_post_id_seq_pk" PRIMARY KEY("post_id","seq")
);
--> statement-breakpoint
CREATE INDEX "post_activity_at" ON "post_activity" USING btree ("at");