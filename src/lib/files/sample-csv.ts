/** "Download sample CSV": the 13 headers and three rows that load with no message (H4). Small: the page has it too. */
import { writtenFields, fieldLabels, type FieldKey } from '../core/fields';

type Row = Partial<Record<FieldKey, string>>;

const rows: readonly Row[] = [
	{
		clientId: 'EX-1001',
		username: 'amara.okafor',
		title: 'Ms',
		firstName: 'Amara',
		lastName: 'Okafor',
		email: 'amara.okafor@northgate.example',
		role: 'Candidate',
		phone: '+442079460111',
		deleted: 'No',
		eligible: 'Yes',
		bookingStatus: 'Not Booked'
	},
	{
		clientId: 'EX-1002',
		username: 'unal.kaya',
		title: 'Mr',
		firstName: 'Ünal',
		lastName: 'Kaya',
		email: 'unal.kaya@northgate.example',
		role: 'Candidate',
		phone: '+442079460112',
		deleted: 'No',
		eligible: 'Yes',
		bookingStatus: 'Not Booked'
	},
	{
		clientId: 'EX-1003',
		username: 'sian.llewellyn',
		title: 'Dr',
		firstName: 'Siân',
		lastName: 'Llewellyn',
		email: 'sian.llewellyn@northgate.example',
		role: 'Invigilator',
		phone: '+442079460113',
		deleted: 'No',
		eligible: 'Yes',
		bookingStatus: 'Not Booked'
	}
];

/** Usernames of its rows. */
export const sampleUsernames: readonly string[] = rows.map(({ username = '' }) => username);

/** With BOM and CRLF, so that every spreadsheet opens it. No cell needs quotes. */
export function sampleCsv(): string {
	const header = writtenFields.map((key) => fieldLabels[key]);
	const lines = rows.map((row) => writtenFields.map((key) => row[key] ?? ''));
	const text = [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
	return `\ufeff${text}`;
}
