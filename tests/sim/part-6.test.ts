import { testPart } from './seeds';

testPart(5);
