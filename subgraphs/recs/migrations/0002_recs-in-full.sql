CREATE TABLE "hidden_people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"is_undiscoverable" boolean NOT NULL
);
