import { testSavedPlans } from './saved-plans';

testSavedPlans(4);
