import { testPart } from './seeds';

testPart(7);
