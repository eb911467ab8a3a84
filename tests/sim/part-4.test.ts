import { testPart } from './seeds';

testPart(3);
