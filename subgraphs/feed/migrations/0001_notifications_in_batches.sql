CREATE TABLE "withdrawn_notifications" (
	"recipient_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"notification_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "withdrawn_notifications_recipient_id_seq_pk" PRIMARY KEY("recipient_id","seq")
);
--> statement-breakpoint
DROP INDEX "notification_actors_newest";--> statement-breakpoint
ALTER TABLE "inboxes" ADD COLUMN "forgotten_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notification_actors" ADD COLUMN "position" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "withdrawn_notifications_at" ON "withdrawn_notifications" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notification_actors_newest" ON "notification_actors" USING btree ("notification_id","seq","position");