import { testPart } from './seeds';

testPart(2);
