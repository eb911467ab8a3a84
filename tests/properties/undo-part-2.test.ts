import { testUndoneUploads } from './undone-uploads';

testUndoneUploads(2);
