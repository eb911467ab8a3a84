import { renewEpochs } from '../organisations';
import type { StoreCommand } from './command';

/** `npm run epoch`: after a restored backup, so that every device pulls all again and sends what is not settled (Y3). */
export const epoch: StoreCommand = async ({ database }) => {
	const count = await renewEpochs(database);
	const whose = count === 1 ? 'the organisation' : `${count} organisations`;
	return [
		`New epoch for ${whose}: at its next contact each device pulls everything again, then sends what is not settled.`
	];
};
