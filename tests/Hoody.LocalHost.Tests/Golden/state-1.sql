PRAGMA application_id = 1214544177;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE "accounts" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_accounts" PRIMARY KEY,
    "CreatedAt" INTEGER NOT NULL
);
INSERT INTO "accounts" VALUES('0c4eab825d3480f543e150e2',1795896451148);
CREATE TABLE "containers" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_containers" PRIMARY KEY,
    "AccountId" TEXT NOT NULL,
    "ProjectId" TEXT NOT NULL,
    "ServerId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Color" TEXT NOT NULL,
    "ContainerImage" TEXT NOT NULL,
    "Ai" INTEGER NOT NULL,
    "HoodyKit" INTEGER NOT NULL,
    "DevKit" INTEGER NOT NULL,
    "Kvm" INTEGER NOT NULL,
    "Autostart" INTEGER NOT NULL,
    "Ramdisk" INTEGER NOT NULL,
    "RamdiskScope" TEXT NOT NULL,
    "Cache" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "StateSince" INTEGER NOT NULL,
    "EnvironmentVariables" TEXT NOT NULL,
    "SshPublicKey" TEXT NULL,
    "SshKeyFingerprint" TEXT NULL,
    "SshKeyInstalledAt" INTEGER NULL,
    "Comment" TEXT NULL,
    "SourceContainerId" TEXT NULL,
    "RealmIds" TEXT NOT NULL,
    "LastUsedSnapshot" TEXT NULL,
    "Firewall" TEXT NOT NULL,
    "Network" TEXT NULL,
    "ActiveOperationId" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_containers_projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "projects" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_containers_servers_ServerId" FOREIGN KEY ("ServerId") REFERENCES "servers" ("Id") ON DELETE CASCADE
);
CREATE TABLE "operations" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_operations" PRIMARY KEY,
    "AccountId" TEXT NOT NULL,
    "ContainerId" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Arguments" TEXT NOT NULL,
    "ErrorCode" TEXT NULL,
    "ErrorMessage" TEXT NULL,
    "Files" INTEGER NOT NULL,
    "LogicalBytes" INTEGER NOT NULL,
    "NewBytesStored" INTEGER NOT NULL,
    "TransferredBytes" INTEGER NOT NULL,
    "Notices" TEXT NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "OwnerBoot" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "StartedAt" INTEGER NULL,
    "FinishedAt" INTEGER NULL
);
CREATE TABLE "projects" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_projects" PRIMARY KEY,
    "AccountId" TEXT NOT NULL,
    "Alias" TEXT NOT NULL,
    "Color" TEXT NOT NULL,
    "MaxContainers" INTEGER NULL,
    "IsDefault" INTEGER NOT NULL,
    "RealmIds" TEXT NOT NULL,
    "IsDeleted" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_projects_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);
INSERT INTO "projects" VALUES('58e97cce64a18fa4df8dddd2','0c4eab825d3480f543e150e2','from version 1','#285A19',NULL,0,'[]',0,1795896454841,1795896454841);
CREATE TABLE "servers" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_servers" PRIMARY KEY,
    "RentalId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL
);
INSERT INTO "servers" VALUES('8a0843f76b968e7d28292827','9febfa5d2c9d4585d0a9d54a','node-eu',1795896450876);
INSERT INTO "servers" VALUES('ded01004d29322b3ca711f6a','422e28b8270659d058e84a56','node-us',1795896450834);
CREATE TABLE "snapshots" (
    "ContainerId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Alias" TEXT NULL,
    "BlobId" TEXT NOT NULL,
    "SizeBytes" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "LastUsedAt" INTEGER NULL,
    "ExpiresAt" INTEGER NULL,
    CONSTRAINT "PK_snapshots" PRIMARY KEY ("ContainerId", "Name"),
    CONSTRAINT "FK_snapshots_containers_ContainerId" FOREIGN KEY ("ContainerId") REFERENCES "containers" ("Id") ON DELETE CASCADE
);
CREATE TABLE "status_logs" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_status_logs" PRIMARY KEY,
    "ContainerId" TEXT NOT NULL,
    "FromState" TEXT NULL,
    "ToState" TEXT NOT NULL,
    "TransitionTime" INTEGER NOT NULL,
    "DurationMilliseconds" INTEGER NULL,
    "TriggeredBy" TEXT NOT NULL,
    "OperationId" TEXT NULL,
    CONSTRAINT "FK_status_logs_containers_ContainerId" FOREIGN KEY ("ContainerId") REFERENCES "containers" ("Id") ON DELETE CASCADE
);
CREATE TABLE "tokens" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_tokens" PRIMARY KEY,
    "AccountId" TEXT NOT NULL,
    "HashPrefix" INTEGER NOT NULL,
    "Hash" BLOB NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_tokens_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);
INSERT INTO "tokens" VALUES('6cd4cb795bb39519edfcfb5e','0c4eab825d3480f543e150e2',1735694589,X'677498FD343CBAB8159727749F03FAF08343B006823D1A32D8983BB9B1B82B05',1795896451148);
CREATE INDEX "IX_containers_AccountId_CreatedAt" ON "containers" ("AccountId", "CreatedAt");
CREATE UNIQUE INDEX "IX_containers_ProjectId_Name" ON "containers" ("ProjectId", "Name");
CREATE INDEX "IX_containers_ServerId" ON "containers" ("ServerId");
CREATE UNIQUE INDEX "IX_containers_SshKeyFingerprint" ON "containers" ("SshKeyFingerprint");
CREATE INDEX "IX_operations_ContainerId_CreatedAt" ON "operations" ("ContainerId", "CreatedAt");
CREATE INDEX "IX_operations_State" ON "operations" ("State");
CREATE UNIQUE INDEX "IX_projects_AccountId_Alias" ON "projects" ("AccountId", "Alias") WHERE "IsDeleted" = 0;
CREATE UNIQUE INDEX "IX_servers_Name" ON "servers" ("Name");
CREATE INDEX "IX_status_logs_ContainerId_TransitionTime" ON "status_logs" ("ContainerId", "TransitionTime");
CREATE INDEX "IX_tokens_AccountId" ON "tokens" ("AccountId");
CREATE INDEX "IX_tokens_HashPrefix" ON "tokens" ("HashPrefix");
COMMIT;