import { testPart } from './seeds';

testPart(4);
