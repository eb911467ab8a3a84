/** What Settings asks the server for, with the form of each answer. */
import { z } from 'zod';
import { accountRoles } from '../../core/roles';
import { askServer, nothing } from './ask-server';

const roleSchema = z.enum(accountRoles);

const accountsSchema = z.object({
	accounts: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			email: z.string(),
			role: roleSchema,
			lastSeenAt: z.string().nullable(),
			disabledAt: z.string().nullable()
		})
	),
	invitations: z.array(z.object({ id: z.string(), role: roleSchema, expiresAt: z.string() }))
});
export type People = z.infer<typeof accountsSchema>;
export type ListedAccount = People['accounts'][number];
export type Invitation = People['invitations'][number];

export const askPeople = () => askServer('/api/accounts', { schema: accountsSchema });

export const changeAccount = (id: string, body: { role: string } | { isDisabled: boolean }) =>
	askServer(`/api/accounts/${id}`, { method: 'PUT', body, schema: nothing });

export const removeAccount = (id: string) =>
	askServer(`/api/accounts/${id}`, { method: 'DELETE', schema: nothing });

export const invite = (role: string) =>
	askServer('/api/invitations', {
		method: 'POST',
		body: { role },
		schema: z.object({ path: z.string() })
	});

export const withdrawInvitation = (id: string) =>
	askServer(`/api/invitations/${id}`, { method: 'DELETE', schema: nothing });

const devicesSchema = z.object({
	devices: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			account: z.string().nullable(),
			lastSeenAt: z.string(),
			state: z.enum(['signed_in', 'signed_out', 'revoked']),
			isTold: z.boolean(),
			isShared: z.boolean(),
			isThis: z.boolean()
		})
	)
});
export type ListedDevice = z.infer<typeof devicesSchema>['devices'][number];

export const askDevices = () => askServer('/api/devices', { schema: devicesSchema });

export const changeDevice = (id: string, body: { name: string } | { isShared: boolean }) =>
	askServer(`/api/devices/${id}`, { method: 'PUT', body, schema: nothing });

export const revokeDevice = (id: string) =>
	askServer(`/api/devices/${id}`, { method: 'DELETE', schema: nothing });

const keysSchema = z.object({
	keys: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			createdBy: z.string(),
			createdAt: z.string(),
			lastUsedAt: z.string().nullable(),
			revokedAt: z.string().nullable()
		})
	)
});
export type ServiceKey = z.infer<typeof keysSchema>['keys'][number];

export const askKeys = () => askServer('/api/service-keys', { schema: keysSchema });

export const makeKey = (name: string) =>
	askServer('/api/service-keys', {
		method: 'POST',
		body: { name },
		schema: z.object({ id: z.string(), name: z.string(), key: z.string() })
	});

export const revokeKey = (id: string) =>
	askServer(`/api/service-keys/${id}`, { method: 'DELETE', schema: nothing });

const organisationSchema = z.object({
	name: z.string(),
	lockHours: z.number(),
	photoDaysAfterExam: z.number(),
	photoDaysAfterUpload: z.number(),
	keepDays: z.number(),
	country: z.string(),
	passwordForm: z.enum(['characters', 'words'])
});
export type Organisation = z.infer<typeof organisationSchema>;
export type OrganisationSettings = Omit<Organisation, 'name'>;

export const askOrganisation = () => askServer('/api/organisation', { schema: organisationSchema });

export const renameOrganisation = (name: string) =>
	askServer('/api/organisation', { method: 'PATCH', body: { name }, schema: nothing });

export const setOrganisation = (body: OrganisationSettings) =>
	askServer('/api/organisation', { method: 'PUT', body, schema: z.looseObject({}) });

const auditSchema = z.object({
	rows: z.number(),
	hash: z.string(),
	last: z.array(
		z.object({ sequence: z.number(), at: z.string(), kind: z.string(), by: z.string() })
	)
});
export type AuditState = z.infer<typeof auditSchema>;

export const askAudit = () => askServer('/api/audit', { schema: auditSchema });

const verdictSchema = z.object({
	isIntact: z.boolean(),
	rows: z.number(),
	brokenAt: z.number().optional()
});
export type AuditVerdict = z.infer<typeof verdictSchema>;

export const checkAudit = () =>
	askServer('/api/audit/check', { method: 'POST', schema: verdictSchema });

const passkeysSchema = z.object({
	passkeys: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			createdAt: z.string(),
			lastUsedAt: z.string().nullable()
		})
	)
});
export type ListedPasskey = z.infer<typeof passkeysSchema>['passkeys'][number];

export const askPasskeys = () => askServer('/api/passkeys', { schema: passkeysSchema });

export const removePasskey = (id: string) =>
	askServer(`/api/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE', schema: nothing });
