import { testPart } from './seeds';

testPart(1);
