/** Who asks (X1). The organisation always comes from here, never from a body or an address. */
export const accountRoles = ['admin', 'uploader', 'viewer'] as const;
export type AccountRole = (typeof accountRoles)[number];

export interface Session {
	readonly accountId: string;
	readonly organisationId: string;
	readonly role: AccountRole;
}
