ALTER TABLE "posts" ADD COLUMN "link_asset_id" uuid;--> statement-breakpoint
CREATE INDEX "boards_with_cover" ON "boards" USING btree ("cover_asset_id") WHERE "boards"."cover_asset_id" is not null;