import { testPart } from './seeds';

testPart(0);
