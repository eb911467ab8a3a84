import { testPart } from './seeds';

testPart(6);
